"""The table of primitives: value, formula and local partials of each, on one line where it fits.

In the expressions `x`, `y`, `w` are the arguments and `z` is the result, so that the partial of
`exp` reads `z` and that of `tanh` reads `1 - z*z`. A derivative that does not exist at a kink
follows a convention, stated in `kink`: a value between the one-sided slopes.

Sources: Griewank & Walther, *Evaluating Derivatives*, 2nd ed. (2008), table 3.3 (elementals);
Giles, *Collected matrix derivative results for forward and reverse mode AD* (2008), section 2.
"""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from adlab.engine.linear_maps import sum_to_shape
from adlab.engine.primitives import (
    NAMESPACE,
    REAL,
    bilinear,
    call,
    constant,
    elementwise,
    linear,
    variadic,
)

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

# -- Sums and shapes --------------------------------------------------------------------------


def restore_axes(adjoint: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """Put back, with length 1, the axes that a reduction of `x` removed."""
    if keepdims or axis is None or np.ndim(x) == 0:
        return adjoint
    axes = axis if isinstance(axis, tuple) else (axis,)
    removed = {a % np.ndim(x) for a in axes}
    shape = tuple([1 if a in removed else n for a, n in enumerate(np.shape(x))])
    return np.reshape(adjoint, shape)


def sum_transpose(g: Any, z: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    return np.broadcast_to(restore_axes(g, x, axis, keepdims), np.shape(x))


def mean_transpose(g: Any, z: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    share = g * (np.size(z) / max(np.size(x), 1))
    return np.broadcast_to(restore_axes(share, x, axis, keepdims), np.shape(x))


def reshape(x: Any, shape: Any) -> Any:
    return np.reshape(x, shape)


def transpose_back(g: Any, z: Any, x: Any, axes: Any = None) -> Any:
    return np.transpose(g, None if axes is None else tuple(np.argsort(axes)))


def broadcast_back(g: Any, z: Any, x: Any, shape: Any) -> Any:
    return sum_to_shape(g, np.shape(x))


def take(x: Any, index: Any) -> Any:
    return np.asarray(x)[index]


def put(x: Any, index: Any, shape: Any) -> Any:
    """The transpose of indexing: an array of zeros with `x` added at `index`."""
    result = np.zeros(shape)
    np.add.at(result, index, x)
    return result


def take_back(g: Any, z: Any, x: Any, index: Any) -> Any:
    return call("put", g, index=index, shape=np.shape(x))


linear("sum", np.sum, "sum {x}", sum_transpose, "sum")
linear("mean", np.mean, "mean {x}", mean_transpose, "mean")
linear("reshape", reshape, "reshape {x}", lambda g, z, x, shape: np.reshape(g, np.shape(x)))
linear("transpose", np.transpose, "{x}ᵀ", transpose_back, "transpose")
linear("broadcast_to", np.broadcast_to, "copy {x}", broadcast_back, "copy")
linear("index", take, "{x}[{index}]", take_back, "pick")
linear("put", put, "put {x} at [{index}]", lambda g, z, x, index, shape: g[index], "put back")


def concatenate(*parts: Any, axis: Any = 0) -> Any:
    return np.concatenate(parts, axis=axis)


def stack(*parts: Any, axis: Any = 0) -> Any:
    return np.stack(parts, axis=axis)


def concatenate_place(position: int, z: Any, *parts: Any, axis: Any = 0) -> Any:
    size = np.size if axis is None else lambda part: np.shape(part)[axis]
    start = sum(size(part) for part in parts[:position])
    place = slice(start, start + size(parts[position]))
    return place if axis is None else (slice(None),) * (axis % np.ndim(z)) + (place,)


def stack_place(position: int, z: Any, *parts: Any, axis: Any = 0) -> Any:
    return (slice(None),) * (axis % np.ndim(z)) + (position,)


variadic("concatenate", concatenate, "concatenate({args})", concatenate_place)
variadic("stack", stack, "stack({args})", stack_place)

# -- Products ---------------------------------------------------------------------------------


def swap(x: Any) -> Any:
    """The transpose of the last two axes."""
    axes = list(range(np.ndim(x)))
    axes[-2:] = reversed(axes[-2:])
    return np.transpose(x, tuple(axes))


def column(x: Any) -> Any:
    """A vector, or a stack of them, as columns."""
    return np.reshape(x, (*np.shape(x), 1))


def row(x: Any) -> Any:
    """A vector, or a stack of them, as rows."""
    return np.reshape(x, (*np.shape(x)[:-1], 1, np.shape(x)[-1]))


def matmul_left_back(g: Any, z: Any, x: Any, y: Any) -> Any:
    """g·yᵀ; a vector x is a row, a vector y is a column."""
    if np.ndim(y) == 1:
        share = column(g) * y
    elif np.ndim(x) == 1:
        share = np.matmul(y, column(g))[..., 0]
    else:
        share = np.matmul(g, swap(y))
    return sum_to_shape(share, np.shape(x))


def matmul_right_back(g: Any, z: Any, x: Any, y: Any) -> Any:
    """xᵀ·g; a vector x is a row, a vector y is a column."""
    if np.ndim(y) == 1:
        share = column(g) * x
    elif np.ndim(x) == 1:
        share = column(x) * row(g)
    else:
        share = np.matmul(swap(x), g)
    return sum_to_shape(share, np.shape(y))


bilinear(
    "matmul",
    np.matmul,
    "{x} @ {y}",
    left=(matmul_left_back, "· right"),
    right=(matmul_right_back, "left ·"),
)
