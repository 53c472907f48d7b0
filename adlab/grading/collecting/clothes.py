"""What stands beside a solution, and is no part of it.

- `undressed(text, entry, allowed)`: a text without the statements that use what the exercise does
  not allow, if the solution does without them.

Learners call `adlab.check` below their function, plot something, and leave imports behind. None of
this makes a right solution wrong. A solution that needs what is not allowed stays as it is, so that
it is refused with a reason.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Sequence

from adlab.grading.collecting.names import bound, free_names, is_import, made_of
from adlab.grading.collecting.needed_cells import lines_of, statements_of

NOTEBOOK = frozenset({"get_ipython", "display"})
"""Names that a notebook defines."""

PASSES = 10
"""Over the statements: what is used above its definition takes one more each time."""


def undressed(
    text: str, entry: str, allowed: Collection[str], tick: Callable[[], None] = lambda: None
) -> tuple[str, tuple[tuple[int, str], ...]]:
    """A text without what its solution does not need and the exercise does not allow.

    Parameters
    ----------
    entry : the function or class that is the solution
    allowed : the modules that may be imported
    tick : called again and again; it may raise to end it

    Returns
    -------
    The text, in which every statement keeps its line, and what was left out, by number of line.

    >>> undressed("import adlab\\ndef f(x): return x\\nadlab.check('id', f)", "f", {"math"})
    ('pass\\ndef f(x): return x\\npass', ((1, 'import adlab'), (3, "adlab.check('id', f)")))
    >>> undressed("import adlab\\ndef f(x): return adlab.grad(x)", "f", {"math"})[1]
    ()
    """
    body = statements_of(text)
    foreign = {name for each in body for name in _foreign(each, allowed)}
    foreign |= NOTEBOOK - bound(body)
    if entry not in bound(body) or not any(name in text for name in foreign):
        return text, ()
    uses = [free_names([each]) for each in body]
    needed, _ = made_of(body, uses, [entry])
    beside = _beside(body, uses, foreign, needed)
    if any(k in needed and not _foreign(body[k], allowed) for k in beside):
        return text, ()
    lines, left_out = list(lines_of(text)), []
    for k in sorted(beside, reverse=True):  # so that columns before it stay true
        tick()
        first = _first_line(body[k])
        left_out.append((first, lines[first - 1].encode()[_column(body[k]) :].decode().strip()))
        _replace(lines, body[k], _rest_of_import(body[k], allowed))
    return "\n".join(lines), tuple(reversed(left_out))


def _foreign(statement: ast.stmt, allowed: Collection[str]) -> set[str]:
    """The names that an import brings in from modules that are not allowed."""
    if isinstance(statement, ast.Import):
        foreign = [each for each in statement.names if not _is_allowed(each.name, allowed)]
        return {each.asname or each.name.partition(".")[0] for each in foreign}
    if isinstance(statement, ast.ImportFrom) and not _is_allowed(statement.module or "", allowed):
        return {each.asname or each.name for each in statement.names} - {"*"}
    return set()


def _is_allowed(module: str, allowed: Collection[str]) -> bool:
    return module.partition(".")[0] in allowed


def _beside(
    body: Sequence[ast.stmt], uses: Sequence[set[str]], foreign: set[str], needed: set[int]
) -> set[int]:
    """The statements that use a foreign name, or something that was made with one."""
    found: set[int] = set()
    names = set(foreign)
    for _ in range(PASSES):
        before = len(found)
        for k, each in enumerate(body):
            taken = bound([each]) if is_import(each) else uses[k]
            if k not in found and taken & names:
                found.add(k)
                names |= set() if k in needed else bound([each])
        if len(found) == before:
            break
    return found


def _rest_of_import(statement: ast.stmt, allowed: Collection[str]) -> str:
    """What is left of an import of several modules; else `pass`."""
    if isinstance(statement, ast.Import):
        kept = [each for each in statement.names if _is_allowed(each.name, allowed)]
        if kept:
            return ast.unparse(ast.Import(kept))
    return "pass"


def _replace(lines: list[str], statement: ast.stmt, by: str) -> None:
    """Put something short in the place of a statement; no other statement moves to another line."""
    first, last = _first_line(statement) - 1, (statement.end_lineno or statement.lineno) - 1
    before = lines[first].encode()[: _column(statement)].decode()
    after = lines[last].encode()[statement.end_col_offset :].decode()
    lines[first : last + 1] = [before + by, *[""] * (last - first)]
    lines[last] += after


def _first_line(statement: ast.stmt) -> int:
    """The line on which a statement begins, with its decorators."""
    decorators = getattr(statement, "decorator_list", [])
    return min(each.lineno for each in [*decorators, statement])


def _column(statement: ast.stmt) -> int:
    """The byte of that line at which it begins."""
    return 0 if getattr(statement, "decorator_list", []) else statement.col_offset
