"""Primitives that work entry by entry.

In the expressions `x`, `y`, `w` are the arguments and `z` is the result, so that the partial of
`exp` reads `z` and that of `tanh` reads `1 - z*z`. A derivative that does not exist at a kink
follows a convention, stated in `kink`: a value between the one-sided slopes.
"""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from adlab.engine.primitives import NAMESPACE, REAL, constant, elementwise

POSITIVE = (0.0, math.inf)
UNIT = (-1.0, 1.0)


constant("input", lambda x: x, "input")

# -- Arithmetic -------------------------------------------------------------------------------


def divide(x: Any, y: Any) -> Any:
    """`x / y` as NumPy's float64 has it: a division by zero gives inf or nan, not an exception."""
    try:
        return x / y
    except ZeroDivisionError:
        return np.divide(x, y)


def power(x: Any, y: Any) -> Any:
    """`x ** y` as NumPy's float64 has it: `(-8.0) ** 0.5` is nan, not a complex number."""
    if type(x) is float and type(y) is float:
        return np.float64(x) ** y
    return x**y


elementwise("add", operator.add, "{x} + {y}", "1.0", "1.0", symbol="+")
elementwise("subtract", operator.sub, "{x} − {y}", "1.0", "-1.0", symbol="−")
elementwise("multiply", operator.mul, "{x} · {y}", "y", "x", symbol="·")
elementwise("divide", divide, "{x} / {y}", "1.0 / y", "-z / y", symbol="/")
elementwise("negative", operator.neg, "−{x}", "-1.0", symbol="−")
elementwise("positive", operator.pos, "+{x}", "1.0", symbol="+")
elementwise(
    "power",
    power,
    "{x} ^ {y}",
    "power_slope(x, y)",
    "exponent_slope(z, x)",
    symbol="^",
    domain=(POSITIVE, REAL),
)
elementwise("square", np.square, "{x}²", "2.0 * x")
elementwise("reciprocal", np.reciprocal, "1 / {x}", "-z * z", symbol="1/x", domain=(POSITIVE,))
elementwise("sqrt", np.sqrt, "√{x}", "0.5 / z", symbol="√", domain=(POSITIVE,))
elementwise("remainder", np.remainder, "{x} mod {y}", "1.0", "-np.floor(x / y)", symbol="mod",
            domain=(POSITIVE, POSITIVE), kink="jumps where x / y is whole")  # fmt: skip
elementwise("floor_divide", np.floor_divide, "⌊{x} / {y}⌋", "0.0", "0.0", symbol="//",
            domain=(POSITIVE, POSITIVE), kink="jumps where x / y is whole")  # fmt: skip


def power_slope(x: Any, y: Any) -> Any:
    """∂(x^y)/∂x = y·x^(y−1), without 0·∞ where y is 0."""
    if type(y) is float:
        return 0.0 if y == 0.0 else y * np.power(x, y - 1.0)
    zero = y == 0.0
    return np.where(zero, 0.0, y * np.power(x, np.where(zero, 1.0, y - 1.0)))


def exponent_slope(z: Any, x: Any) -> Any:
    """∂(x^y)/∂y = x^y·ln x, which is 0 at x = 0 (0^y is 0 for every y > 0)."""
    return z * np.log(np.where(x == 0.0, 1.0, x))


NAMESPACE.update(power_slope=power_slope, exponent_slope=exponent_slope)

# -- Exponentials and logarithms --------------------------------------------------------------

elementwise("exp", np.exp, "exp {x}", "z")
elementwise("expm1", np.expm1, "exp {x} − 1", "z + 1.0")
elementwise("log", np.log, "ln {x}", "1.0 / x", symbol="ln", domain=(POSITIVE,))
elementwise("log2", np.log2, "log₂ {x}", f"{math.log2(math.e)!r} / x", domain=(POSITIVE,))
elementwise("log10", np.log10, "log₁₀ {x}", f"{math.log10(math.e)!r} / x", domain=(POSITIVE,))
elementwise("log1p", np.log1p, "ln(1 + {x})", "1.0 / (1.0 + x)", domain=((-1.0, math.inf),))
elementwise("logaddexp", np.logaddexp, "ln(exp {x} + exp {y})", "np.exp(x - z)", "np.exp(y - z)")

# -- Trigonometric and hyperbolic functions ---------------------------------------------------

elementwise("sin", np.sin, "sin {x}", "np.cos(x)")
elementwise("cos", np.cos, "cos {x}", "-np.sin(x)")
elementwise("tan", np.tan, "tan {x}", "1.0 + z * z", domain=((-1.5, 1.5),))
elementwise("arcsin", np.arcsin, "arcsin {x}", "1.0 / np.sqrt(1.0 - x * x)", domain=(UNIT,))
elementwise("arccos", np.arccos, "arccos {x}", "-1.0 / np.sqrt(1.0 - x * x)", domain=(UNIT,))
elementwise("arctan", np.arctan, "arctan {x}", "1.0 / (1.0 + x * x)")
elementwise("sinh", np.sinh, "sinh {x}", "np.cosh(x)")
elementwise("cosh", np.cosh, "cosh {x}", "np.sinh(x)")
elementwise("tanh", np.tanh, "tanh {x}", "1.0 - z * z")
elementwise("arctan2", np.arctan2, "arctan2({x}, {y})", "y / (x * x + y * y)",
            "-x / (x * x + y * y)", domain=(POSITIVE, POSITIVE))  # fmt: skip
elementwise("hypot", np.hypot, "hypot({x}, {y})", "x / z", "y / z", domain=(POSITIVE, POSITIVE))

# -- Kinks ------------------------------------------------------------------------------------


def larger_share(x: Any, y: Any) -> Any:
    """The partial of max(x, y) with respect to x: 1 where x is larger, 1/2 at a tie, else 0."""
    return np.where(x > y, 1.0, np.where(x == y, 0.5, 0.0))


def inside(x: Any, low: Any, high: Any) -> Any:
    """The partial of clip with respect to x: 1 inside, 1/2 on a bound, 0 outside."""
    return larger_share(x, low) * larger_share(high, x)


def sigmoid_value(x: Any) -> Any:
    """1 / (1 + exp(−x)) without overflow: exp is taken of −|x| only."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)


NAMESPACE.update(larger_share=larger_share, inside=inside)

elementwise("absolute", np.absolute, "|{x}|", "np.sign(x)", symbol="|x|", kink="at 0: slope 0")
elementwise("sign", np.sign, "sign {x}", "0.0", kink="jumps at 0: slope 0")
elementwise("floor", np.floor, "⌊{x}⌋", "0.0", kink="jumps at whole numbers: slope 0")
elementwise("maximum", np.maximum, "max({x}, {y})", "larger_share(x, y)", "larger_share(y, x)",
            symbol="max", kink="at a tie: 1/2 each")  # fmt: skip
elementwise("minimum", np.minimum, "min({x}, {y})", "larger_share(y, x)", "larger_share(x, y)",
            symbol="min", kink="at a tie: 1/2 each")  # fmt: skip
elementwise("clip", np.clip, "clip({x}, {y}, {w})", "inside(x, y, w)", "larger_share(y, x)",
            "larger_share(x, w)", domain=(REAL, (-2.0, -1.0), (1.0, 2.0)),
            kink="on a bound: 1/2")  # fmt: skip
elementwise("where", np.where, "{y} if {x} else {w}", None, "np.where(x, 1.0, 0.0)",
            "np.where(x, 0.0, 1.0)", symbol="where")  # fmt: skip
elementwise("relu", lambda x: np.maximum(x, 0.0), "relu {x}", "np.where(x > 0, 1.0, 0.0)",
            kink="at 0: slope 0")  # fmt: skip
elementwise("sigmoid", sigmoid_value, "σ({x})", "z * (1.0 - z)", symbol="σ")

# -- Nothing flows through these --------------------------------------------------------------

SIGNS = {"greater": ">", "greater_equal": "≥", "less": "<", "less_equal": "≤", "equal": "=",
         "not_equal": "≠", "logical_and": "and", "logical_or": "or", "bitwise_and": "and",
         "bitwise_or": "or"}  # fmt: skip
for _name, _sign in SIGNS.items():
    constant(_name, getattr(np, _name), f"{{x}} {_sign} {{y}}", symbol=_sign)
constant("logical_not", np.logical_not, "not {x}", symbol="not")
constant("invert", np.invert, "not {x}", symbol="not")
constant("isfinite", np.isfinite, "finite({x})")
constant("isnan", np.isnan, "nan({x})")
constant("stop_gradient", lambda x: x, "stop({x})", symbol="stop")
