"""Mutants: a solution with one small thing changed.

Checks that let a mutant pass do not look at what it changed. `author` counts how many they catch.

- `mutants(source)`: all mutants of the parts between the solution's markers.

>>> solution = '''def double(x):
...     ### BEGIN SOLUTION
...     return 2 * x
...     ### END SOLUTION
... '''
>>> for mutant in mutants(solution):
...     print(mutant.change)
return 2 * x → return 2 / x
return 2 * x → return x
return 2 * x → return 2
return 2 * x → return 3 * x

Source of the idea: DeMillo, Lipton and Sayward, *Hints on test data selection* (1978).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from adlab.grading.exercises.exercise import BEGIN, END

OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


@dataclass(frozen=True)
class Mutant:
    """A changed solution.

    Attributes
    ----------
    line : of the change, in the solution
    change : the statement before → after; the key of an exercise's list of equivalent ones
    source : the whole changed solution
    """

    line: int
    change: str
    source: str


def mutants(source: str) -> list[Mutant]:
    """All mutants of a solution, in the order of its lines."""
    tree = ast.parse(source)
    inside = _marked_lines(source)
    found = []
    for statement, holder, name, node in _places(tree, None):
        if getattr(node, "lineno", statement.lineno) not in inside:
            continue
        before = _first_line(statement)
        for variant in _variants(node):
            _put(holder, name, variant)
            after = _first_line(variant if node is statement else statement)
            if isinstance(variant, ast.For):
                after = _loop_change(node, variant)
            text = ast.unparse(ast.fix_missing_locations(tree))
            found.append(Mutant(statement.lineno, f"{before} → {after}", text))
            _put(holder, name, node)
    return found


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    """What a node may be changed into."""
    match node:
        case ast.BinOp(op=op):
            if type(op) in OPERATORS:
                yield _with(node, op=OPERATORS[type(op)]())
        case ast.Compare(ops=[op]):
            if type(op) in OPERATORS:
                yield _with(node, ops=[OPERATORS[type(op)]()])
        case ast.AugAssign():
            yield ast.Assign(targets=[node.target], value=node.value, lineno=node.lineno)
            yield ast.Pass()
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            yield node.operand
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            yield ast.Constant(value + 1)
        case ast.If() | ast.While():
            yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
        case ast.IfExp():
            yield _with(node, body=node.orelse, orelse=node.body)
        case ast.List(elts=[left, right]) | ast.Tuple(elts=[left, right], ctx=ast.Load()):
            if ast.dump(left) != ast.dump(right):
                yield _with(node, elts=[right, left])
        case ast.Call(func=ast.Name(id="reversed"), args=[argument]):
            yield argument
        case ast.Expr(value=ast.Call()) | ast.Continue():
            yield ast.Pass()
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
            yield ast.Pass()
        case ast.For():
            yield _with(node, body=[*node.body, ast.Break()])
            first_left_out = ast.Call(ast.Name("list", ast.Load()), [node.iter], [])
            rest = ast.Slice(ast.Constant(1), None, None)
            yield _with(node, iter=ast.Subscript(first_left_out, rest, ast.Load()))
    if isinstance(node, ast.BinOp):
        yield node.right
        yield node.left


def _loop_change(node: ast.AST, variant: ast.For) -> str:
    """Words for a changed loop, whose first line may look the same."""
    changed = ast.dump(variant.iter) != ast.dump(node.iter)  # type: ignore[attr-defined]
    return "without its first round" if changed else "its first round only"


def _with(node: ast.AST, **changes: Any) -> ast.AST:
    fields = {name: getattr(node, name) for name in node._fields}
    return ast.copy_location(type(node)(**{**fields, **changes}), node)


Name = tuple[str, int | None]


def _places(
    node: ast.AST, statement: ast.stmt | None
) -> Iterator[tuple[ast.stmt, ast.AST, Name, ast.AST]]:
    """Every node in a statement, with the place that holds it; those above before those below."""
    for name, value in ast.iter_fields(node):
        children = enumerate(value) if isinstance(value, list) else [(None, value)]
        for position, child in children:
            if isinstance(child, ast.AST):
                inner = child if isinstance(child, ast.stmt) else statement
                if inner is not None:
                    yield inner, node, (name, position), child
                yield from _places(child, inner)


def _put(holder: ast.AST, name: Name, node: ast.AST) -> None:
    field, position = name
    if position is None:
        setattr(holder, field, node)
    else:
        getattr(holder, field)[position] = node


def _first_line(statement: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(statement)).splitlines()[0]


def _marked_lines(source: str) -> set[int]:
    inside, found = False, set()
    for number, line in enumerate(source.splitlines(), 1):
        if line.strip().startswith((BEGIN, END)):
            inside = line.strip().startswith(BEGIN)
        elif inside:
            found.add(number)
    return found
