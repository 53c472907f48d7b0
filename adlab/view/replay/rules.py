"""The rules of the primitives for scalars, as data that a page can compute with.

- `rule(primitive)`: the value and the partials of one, as trees: a letter is an argument or the
  result, a number itself, and a list a function with its arguments.
- `KNOWN`: the functions that the page has by itself, from its script `scalars.js`.

The trees are made of the declarations in `adlab.engine.primitives`: of the expressions of the
partials, and of the few functions written in Python, of which they take the general way and not
the quicker ones for some types.

>>> rule(PRIMITIVES["tanh"]).partials
[['subtract', 1.0, ['multiply', 'z', 'z']]]
>>> rule(PRIMITIVES["relu"]).value
['maximum', 'x', 0.0]
"""

from __future__ import annotations

import ast
import inspect
import math
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from adlab.engine.primitives.primitive import ARGUMENTS, NAMESPACE, PRIMITIVES, Primitive
from adlab.view.assets import STATIC
from adlab.view.replay.spec import Rule

Tree = Any  # a letter, a number, or a list of a function's name and trees

KNOWN = frozenset(
    re.findall(r"^  (\w+)[:,]", (STATIC / "player" / "scalars.js").read_text("utf-8"), re.MULTILINE)
)
OPERATORS = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
    ast.BitOr: "logical_or",
    ast.USub: "negative",
    ast.Gt: "greater",
    ast.GtE: "greater_equal",
    ast.Lt: "less",
    ast.LtE: "less_equal",
    ast.Eq: "equal",
    ast.NotEq: "not_equal",
}


class NoRule(Exception):
    """There is none that a page could compute with: of arrays, or of a user's own function."""


@lru_cache(maxsize=256)
def rule(primitive: Primitive) -> Rule:
    """The rule of a primitive of scalars.

    Raises
    ------
    NoRule
        It needs Python.
    """
    if not primitive.elementwise and primitive.rules != (None,):
        raise NoRule(primitive.name)
    declared = zip(primitive.rules, primitive.partials, strict=False)
    if any(slope and not text for slope, text in declared):
        raise NoRule(primitive.name)
    slopes = [
        _tree(ast.parse(text, mode="eval").body, {}) if text else None
        for text in primitive.partials
    ]
    kink = 2 if primitive.kink.startswith("jump") else int(bool(primitive.kink))
    return Rule(_value(primitive), slopes, kink)


def is_constant(tree: Tree) -> bool:
    """Whether it is the same whatever the arguments.

    >>> is_constant(["negative", 1.0]), is_constant(["sign", "x"])
    (True, False)
    """
    if isinstance(tree, list):
        return all(map(is_constant, tree[1:]))
    return not isinstance(tree, str)


def _value(primitive: Primitive) -> Tree:
    """Its own function, where the page has that; else what it is made of."""
    if primitive.alias:
        return "x"
    if primitive.name in KNOWN:
        return [primitive.name, *ARGUMENTS[: arity(primitive)]]
    return _body(primitive.function, ARGUMENTS)


def arity(primitive: Primitive) -> int:
    """How many arguments a primitive of scalars has."""
    return sum(f"{{{letter}}}" in primitive.formula for letter in ARGUMENTS)


def _applied(name: str, arguments: Sequence[Tree]) -> Tree:
    """A primitive at some arguments."""
    known = name in KNOWN
    return [name, *arguments] if known else _body(PRIMITIVES[name].function, arguments)


def _body(function: Callable[..., Any], arguments: Sequence[Tree]) -> Tree:
    """What a function of a few lines returns, of these arguments."""
    try:
        source = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, TypeError, SyntaxError):
        raise NoRule(str(function)) from None
    if not isinstance(source, ast.FunctionDef):
        raise NoRule(str(function))
    names = [argument.arg for argument in source.args.args]
    known: dict[str, Tree] = dict(zip(names, arguments, strict=False))
    for statement in source.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                known[name] = _tree(value, known)
            case ast.Return(value=ast.expr() as value):
                return _tree(value, known)
            case ast.Expr(value=ast.Constant()):  # the docstring
                continue
            case ast.If(test=test) if "type(" in ast.unparse(test):  # a quicker way to the same
                continue
            case _:
                break
    raise NoRule(function.__name__)


def _tree(node: ast.expr, known: Mapping[str, Tree]) -> Tree:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name):
            return known.get(name, name)
        case ast.Attribute(value=ast.Name(id="np"), attr=name):
            return getattr(np, name)
        case ast.UnaryOp(op=operator, operand=operand) if type(operator) in OPERATORS:
            return [OPERATORS[type(operator)], _tree(operand, known)]
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
            return [OPERATORS[type(operator)], _tree(left, known), _tree(right, known)]
        case ast.Compare(left=left, ops=[operator], comparators=[right]) if (
            type(operator) in OPERATORS
        ):
            return [OPERATORS[type(operator)], _tree(left, known), _tree(right, known)]
        case ast.Call(func=function, args=arguments, keywords=[]):
            return _call(ast.unparse(function), arguments, known)
    raise NoRule(ast.unparse(node))


def _call(function: str, arguments: list[ast.expr], known: Mapping[str, Tree]) -> Tree:
    """A function of NumPy's or `math`'s by its name there, one of ours by what it returns."""
    if function == "call":
        name, *arguments = arguments
        return _applied(ast.literal_eval(name), [_tree(each, known) for each in arguments])
    trees = [_tree(each, known) for each in arguments]
    library, _, attribute = function.rpartition(".")
    if library:
        found = getattr({"np": np, "math": math}[library], attribute)
        return [_named(found.__name__), *trees]
    own = NAMESPACE.get(function) or getattr(_home(), function, None)
    if own is None:
        raise NoRule(function)
    by_name = [each.name for each in PRIMITIVES.values() if each.function is own]
    return [_named(by_name[0]), *trees] if by_name else _body(own, trees)


def _home() -> Any:
    """The module in which the primitives of scalars are declared."""
    return inspect.getmodule(PRIMITIVES["gelu"].function)


def _named(name: str) -> str:
    if name not in KNOWN:
        raise NoRule(name)
    return name
