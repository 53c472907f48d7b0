"""Arithmetic that a learner typed, as a number: read by a small grammar, and never run.

- `number_in(text)`: the number, or None if the text is no arithmetic.

What is read: numbers, `+ - * / **`, parentheses, `pi` and `e`, and the functions of one number in
`FUNCTIONS`, with or without `np.` or `math.` before them. The signs of the notation are read as
well: `−`, `·`, `×`, `^`.

>>> number_in("11/2"), number_in("2 − cos(5)"), number_in("np.exp(1) ^ 2"), number_in("x + 1")
(5.5, 1.7163378145367738, 7.3890560989306495, None)
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Container

LONGEST = 200
"""Characters that are read; an answer is short."""

FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "tanh": math.tanh,
    "exp": math.exp,
    "log": math.log,
    "ln": math.log,
    "sqrt": math.sqrt,
    "abs": abs,
}
CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e}
MODULES = ("np", "numpy", "math")

_BINARY: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
}
_SIGNS = str.maketrans({"−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "^": "**", "√": "sqrt"})


def number_in(text: str) -> float | None:
    """The number that a text says, or None: it is no arithmetic, or no finite number comes out."""
    if len(text) > LONGEST:
        return None
    try:
        number = _value(ast.parse(text.translate(_SIGNS).strip(), mode="eval").body)
    except (ArithmeticError, ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    return number if math.isfinite(number) else None


def _value(node: ast.expr) -> float:
    """The value of an expression; ValueError for whatever else Python has."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        return _BINARY[type(node.op)](_value(node.left), _value(node.right))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        inner = _value(node.operand)
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        return FUNCTIONS[_known(node.func, FUNCTIONS)](_value(node.args[0]))
    return CONSTANTS[_known(node, CONSTANTS)]


def _known(node: ast.expr, names: Container[str]) -> str:
    """A name, or one of NumPy's, if it is among those that are known."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        name = node.attr if node.value.id in MODULES else ""
    else:
        name = node.id if isinstance(node, ast.Name) else ""
    if name not in names:
        raise ValueError(f"{name!r} is not read")
    return name
