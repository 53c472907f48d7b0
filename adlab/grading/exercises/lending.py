"""What a task gives is there, also where a submission has left it out or not written it yet.

- `with_given(source, given)`: a source with what it lacks of another.

A notebook's cell may use a function of the cell before, which is a step of its own: a right
`record` over a `rule` that is still the starter's is right.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator


def with_given(source: str, given: str, names: frozenset[str] | None = None) -> str:
    """The source, and after it what it lacks of another; its own lines keep their numbers.

    Parameters
    ----------
    given : the text that has it
    names : only these functions and classes; by default all

    >>> print(with_given("def record(x):\\n    return rule(x)", "def rule(x):\\n    return [x]\\n"))
    def record(x):
        return rule(x)
    <BLANKLINE>
    <BLANKLINE>
    def rule(x):
        return [x]
    <BLANKLINE>
    """
    try:
        own, other = ast.parse(source), ast.parse(given)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source
    there = {name for each in own.body if not is_unwritten(each) for name in bound(each)}
    lacking = [
        ast.get_source_segment(given, each) or ""
        for each in other.body
        if not is_unwritten(each) and not there.issuperset(bound(each)) and _is_asked(each, names)
    ]
    imports = (ast.Import, ast.ImportFrom)
    if all(isinstance(each, imports) for each in _parsed(lacking)):
        return source
    return "\n\n\n".join([source.rstrip("\n"), *lacking]) + "\n"


def bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement at the top of a file gives to something."""
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            for each in names:
                yield (each.asname or each.name).partition(".")[0]
        case ast.Assign(targets=targets):
            yield from (each.id for each in targets if isinstance(each, ast.Name))


def is_unwritten(statement: ast.stmt) -> bool:
    """Whether a function or class still raises NotImplementedError somewhere, as starters do."""
    return isinstance(statement, ast.FunctionDef | ast.ClassDef) and any(
        isinstance(each, ast.Name) and each.id == "NotImplementedError"
        for each in ast.walk(statement)
    )


def _is_asked(statement: ast.stmt, names: frozenset[str] | None) -> bool:
    if isinstance(statement, ast.Expr):
        return False
    is_definition = isinstance(statement, ast.FunctionDef | ast.ClassDef)
    return names is None or not is_definition or not names.isdisjoint(bound(statement))


def _parsed(texts: list[str]) -> Iterator[ast.stmt]:
    for text in texts:
        yield from ast.parse(text).body
