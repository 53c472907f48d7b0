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

from adlab.engine.primitives.declaring import constant, elementwise
from adlab.engine.primitives.primitive import NAMESPACE, REAL, call

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


def whole_power(x: Any, y: Any) -> tuple[str, str, None] | None:
    """A power with a whole exponent: no number is taken to a complex one, so Python's `**` does."""
    if type(y) is not float or not y.is_integer():
        return None
    slope = {0.0: "0.0", 1.0: "1.0", 2.0: "2.0 * x"}.get(y, f"{y!r} * x ** {y - 1.0!r}")
    return f"x ** {y!r}", slope, None


elementwise("add", operator.add, "{x} + {y}", "1.0", "1.0", symbol="+", sign="+", symbolic="x + y")
elementwise("subtract", operator.sub, "{x} − {y}", "1.0", "-1.0", symbol="−", sign="-",
            symbolic="x - y")  # fmt: skip
elementwise("multiply", operator.mul, "{x} · {y}", "y", "x", symbol="·", sign="*", symbolic="x * y")
elementwise("divide", divide, "{x} / {y}", "1.0 / y", "-z / y", symbol="/", sign="/",
            symbolic="x / y")  # fmt: skip
elementwise("negative", operator.neg, "−{x}", "-1.0", symbol="−", sign="-", symbolic="-x")
elementwise("positive", operator.pos, "+{x}", "1.0", symbol="+", alias=True, symbolic="x")
elementwise("power", power, "{x} ^ {y}", "power_slope(x, y)", "exponent_slope(z, x)", symbol="^",
            domain=(POSITIVE, REAL), at_constants=whole_power, symbolic="x ** y")  # fmt: skip
elementwise("square", np.square, "{x}²", "2.0 * x", symbolic="x**2")
elementwise("reciprocal", np.reciprocal, "1 / {x}", "-z * z", symbol="1/x", domain=(POSITIVE,),
            symbolic="1 / x")  # fmt: skip
elementwise("sqrt", np.sqrt, "√{x}", "0.5 / z", symbol="√", domain=(POSITIVE,), symbolic="sqrt(x)")
elementwise("cbrt", np.cbrt, "∛{x}", "1.0 / (3.0 * z * z)", symbol="∛", domain=(POSITIVE,),
            symbolic="cbrt(x)")  # fmt: skip
elementwise("remainder", np.remainder, "{x} mod {y}", "1.0", "-np.floor_divide(x, y)", symbol="mod",
            domain=(POSITIVE, POSITIVE), kink="jumps where x / y is whole",
            kink_at="np.remainder(x, y) == 0.0")  # fmt: skip
elementwise("fmod", np.fmod, "{x} fmod {y}", "1.0", "np.rint((z - x) / y)", symbol="fmod",
            domain=(POSITIVE, POSITIVE), kink="jumps where x / y is whole",
            kink_at="np.fmod(x, y) == 0.0")  # fmt: skip
elementwise("floor_divide", np.floor_divide, "⌊{x} / {y}⌋", "0.0", "0.0", symbol="//",
            domain=(POSITIVE, POSITIVE), kink="jumps where x / y is whole",
            kink_at="np.remainder(x, y) == 0.0")  # fmt: skip


def power_slope(x: Any, y: Any) -> Any:
    """∂(x^y)/∂x = y·x^(y−1), without 0·∞ where y is 0."""
    if type(y) in (float, np.float64):  # both, so that all forms agree to the last bit
        if y == 2.0:
            return 2.0 * x
        return 0.0 if y == 0.0 else y * power(x, y - 1.0)
    zero = y == 0.0
    return np.where(zero, 0.0, y * np.power(x, np.where(zero, 1.0, y - 1.0)))


def exponent_slope(z: Any, x: Any) -> Any:
    """∂(x^y)/∂y = x^y·ln x, which is 0 at x = 0 (0^y is 0 for every y > 0)."""
    return z * np.log(np.where(x == 0.0, 1.0, x))


NAMESPACE.update(power_slope=power_slope, exponent_slope=exponent_slope)

# -- Exponentials and logarithms --------------------------------------------------------------

elementwise("exp", np.exp, "exp {x}", "z", symbolic="exp(x)")
elementwise("expm1", np.expm1, "exp {x} − 1", "z + 1.0", symbolic="exp(x) - 1")
elementwise("log", np.log, "ln {x}", "1.0 / x", symbol="ln", domain=(POSITIVE,), symbolic="log(x)")
elementwise("log2", np.log2, "log₂ {x}", f"{math.log2(math.e)!r} / x", domain=(POSITIVE,),
            symbolic="log(x, 2)")  # fmt: skip
elementwise("log10", np.log10, "log₁₀ {x}", f"{math.log10(math.e)!r} / x", domain=(POSITIVE,),
            symbolic="log(x, 10)")  # fmt: skip
elementwise("log1p", np.log1p, "ln(1 + {x})", "1.0 / (1.0 + x)", domain=((-1.0, math.inf),),
            symbolic="log(1 + x)")  # fmt: skip
elementwise("logaddexp", np.logaddexp, "ln(exp {x} + exp {y})", "np.exp(x - z)", "np.exp(y - z)",
            symbolic="log(exp(x) + exp(y))")  # fmt: skip
elementwise("logaddexp2", np.logaddexp2, "log₂(2 ^ {x} + 2 ^ {y})", "np.exp2(x - z)",
            "np.exp2(y - z)", symbolic="log(2**x + 2**y, 2)")  # fmt: skip

# -- Trigonometric and hyperbolic functions ---------------------------------------------------

elementwise("exp2", np.exp2, "2 ^ {x}", f"{math.log(2.0)!r} * z", symbolic="2**x")
elementwise("sin", np.sin, "sin {x}", "np.cos(x)", symbolic="sin(x)")
elementwise("cos", np.cos, "cos {x}", "-np.sin(x)", symbolic="cos(x)")
elementwise("tan", np.tan, "tan {x}", "1.0 + z * z", domain=((-1.5, 1.5),), symbolic="tan(x)")
elementwise("arcsin", np.arcsin, "arcsin {x}", "1.0 / np.sqrt(1.0 - x * x)", domain=(UNIT,),
            symbolic="asin(x)")  # fmt: skip
elementwise("arccos", np.arccos, "arccos {x}", "-1.0 / np.sqrt(1.0 - x * x)", domain=(UNIT,),
            symbolic="acos(x)")  # fmt: skip
elementwise("arctan", np.arctan, "arctan {x}", "1.0 / (1.0 + x * x)", symbolic="atan(x)")
elementwise("sinh", np.sinh, "sinh {x}", "np.cosh(x)", symbolic="sinh(x)")
elementwise("cosh", np.cosh, "cosh {x}", "np.sinh(x)", symbolic="cosh(x)")
elementwise("tanh", np.tanh, "tanh {x}", "1.0 - z * z", symbolic="tanh(x)")
elementwise("arcsinh", np.arcsinh, "arcsinh {x}", "1.0 / np.sqrt(1.0 + x * x)", symbolic="asinh(x)")
elementwise("arccosh", np.arccosh, "arccosh {x}", "1.0 / np.sqrt(x * x - 1.0)",
            domain=((1.0, math.inf),), symbolic="acosh(x)")  # fmt: skip
elementwise("arctanh", np.arctanh, "arctanh {x}", "1.0 / (1.0 - x * x)", domain=(UNIT,),
            symbolic="atanh(x)")  # fmt: skip
elementwise("deg2rad", np.deg2rad, "{x}°", f"{math.pi / 180.0!r}")
elementwise("radians", np.radians, "{x}°", f"{math.pi / 180.0!r}")
elementwise("rad2deg", np.rad2deg, "{x} rad in °", f"{180.0 / math.pi!r}")
elementwise("degrees", np.degrees, "{x} rad in °", f"{180.0 / math.pi!r}")
elementwise("sinc", np.sinc, "sinc {x}", "sinc_slope(x, 1.0)")
elementwise("arctan2", np.arctan2, "arctan2({x}, {y})", "y / (x * x + y * y)",
            "-x / (x * x + y * y)", domain=(POSITIVE, POSITIVE),
            symbolic="atan2(x, y)")  # fmt: skip
elementwise("hypot", np.hypot, "hypot({x}, {y})", "part_of_length(x, z)", "part_of_length(y, z)",
            domain=(POSITIVE, POSITIVE), kink="at the zero vector: 0", kink_at="z == 0.0",
            symbolic="sqrt(x**2 + y**2)")  # fmt: skip


def part_of_length(x: Any, length: Any) -> Any:
    """x / length, the partial of a length: 0 at the zero vector, and so are its derivatives."""
    if type(length) is float:
        return x / length if length else 0.0
    zero = length == 0.0
    return np.where(zero, 0.0, x / np.where(zero, 1.0, length))


def sinc_derivative(x: Any, order: Any) -> Any:
    """The derivative of that order of sinc x = sin(πx)/(πx) = ∫₀¹ cos(πxt) dt.

    With a = πx, the derivative is πᵏ ∫₀¹ tᵏ cos(at + kπ/2) dt. Where |a| is small, the terms of its
    Taylor series are added; elsewhere it follows from that of one order less, by the product rule
    on a · sinc = sin a. Each way loses few digits where it is taken.
    """
    order, angle = int(order), np.pi * np.asarray(x, dtype=float)
    near = np.abs(angle) < order + 1.0
    small, large = np.where(near, angle, 0.0), np.where(near, 1.0, angle)
    series, term = np.zeros_like(small), (-1.0) ** ((order + 1) // 2) * small ** (order % 2)
    for power in range(order % 2, 3 * order + 30, 2):
        series += term / (power + order + 1)
        term = -term * small * small / ((power + 1) * (power + 2))
    value = np.sin(large) / large
    for k in range(1, order + 1):
        value = (np.sin(large + k * np.pi / 2.0) - k * value) / large
    return np.pi**order * np.where(near, series, value)


def sinc_slope(x: Any, order: Any) -> Any:
    return call("sinc_derivative", x, order)


NAMESPACE.update(part_of_length=part_of_length, sinc_slope=sinc_slope)

elementwise("sinc_derivative", sinc_derivative, "sinc⁽ᵏ⁾ {x}, k = {y}", "sinc_slope(x, y + 1.0)",
            None)  # fmt: skip

# -- Kinks ------------------------------------------------------------------------------------


def larger_share(x: Any, y: Any) -> Any:
    """The partial of max(x, y) with respect to x: 1 where x is larger, 1/2 at a tie, else 0."""
    if type(x) is np.ndarray and type(y) in (float, np.ndarray):  # the same in half the time
        return 0.5 * np.add(x > y, x >= y, dtype=float)
    return np.where(x > y, 1.0, np.where(x == y, 0.5, 0.0))


def inside(x: Any, low: Any, high: Any) -> Any:
    """The partial of clip with respect to x: 1 inside, 1/2 on a bound, 0 outside.

    It is 0 too where the bounds meet or are crossed, since clip gives `high` there for every x.
    """
    return np.where(low < high, larger_share(x, low) * larger_share(high, x), 0.0)


def low_share(x: Any, low: Any, high: Any) -> Any:
    """The partial of clip with respect to its lower bound."""
    return np.where(x < high, larger_share(low, x) * larger_share(high, low), 0.0)


def high_share(x: Any, low: Any, high: Any) -> Any:
    """And to its upper bound: what is left of 1, since all three may move together."""
    return 1.0 - inside(x, low, high) - low_share(x, low, high)


def sigmoid_value(x: Any) -> Any:
    """1 / (1 + exp(−x)) without overflow: exp is taken of −|x| only."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)


def softplus_value(x: Any) -> Any:
    return np.logaddexp(x, 0.0)


def relu_value(x: Any) -> Any:
    if type(x) is float:
        return 0.0 if x <= 0.0 else x
    return np.maximum(x, 0.0)


NAMESPACE.update(
    larger_share=larger_share, inside=inside, low_share=low_share, high_share=high_share
)

elementwise("absolute", np.absolute, "|{x}|", "np.sign(x)", symbol="|x|", kink="at 0: slope 0",
            kink_at="x == 0.0", numbers=("abs(x)", "np.sign(x)"), symbolic="Abs(x)")  # fmt: skip
elementwise("sign", np.sign, "sign {x}", "0.0", kink="jumps at 0: slope 0", kink_at="x == 0.0")
elementwise("copysign", np.copysign, "{x} with the sign of {y}",
            "np.where(np.signbit(x) == np.signbit(y), 1.0, -1.0)", "0.0",
            kink="jumps where y is 0; at x = 0 the slope of that side",
            kink_at="(x == 0.0) | (y == 0.0)")  # fmt: skip
elementwise("heaviside", np.heaviside, "step {x}, at 0 {y}", "0.0", "np.where(x == 0.0, 1.0, 0.0)",
            symbol="step", kink="jumps at 0: slope 0", kink_at="x == 0.0")  # fmt: skip
elementwise("floor", np.floor, "⌊{x}⌋", "0.0", kink="jumps at whole numbers: slope 0",
            kink_at="x == z")  # fmt: skip
elementwise("maximum", np.maximum, "max({x}, {y})", "larger_share(x, y)", "larger_share(y, x)",
            symbol="max", kink="at a tie: 1/2 each", kink_at="x == y",
            symbolic="Max(x, y)")  # fmt: skip
elementwise("minimum", np.minimum, "min({x}, {y})", "larger_share(y, x)", "larger_share(x, y)",
            symbol="min", kink="at a tie: 1/2 each", kink_at="x == y",
            symbolic="Min(x, y)")  # fmt: skip
elementwise("fmax", np.fmax, "max({x}, {y})", "np.where(np.isnan(y), 1.0, larger_share(x, y))",
            "np.where(np.isnan(x), 1.0, larger_share(y, x))",
            symbol="max", kink="at a tie: 1/2 each", kink_at="x == y")  # fmt: skip
elementwise("fmin", np.fmin, "min({x}, {y})", "np.where(np.isnan(y), 1.0, larger_share(y, x))",
            "np.where(np.isnan(x), 1.0, larger_share(x, y))",
            symbol="min", kink="at a tie: 1/2 each", kink_at="x == y")  # fmt: skip
elementwise("ceil", np.ceil, "⌈{x}⌉", "0.0", kink="jumps at whole numbers: slope 0",
            kink_at="x == z")  # fmt: skip
elementwise("trunc", np.trunc, "trunc {x}", "0.0", kink="jumps at whole numbers: slope 0",
            kink_at="x == z")  # fmt: skip
elementwise("rint", np.rint, "round {x}", "0.0", kink="jumps half way: slope 0",
            kink_at="np.abs(x - z) == 0.5")  # fmt: skip
elementwise("round", np.round, "round {x}", "0.0", kink="jumps half way: slope 0",
            kink_at="np.abs(x - z) == 0.5")  # fmt: skip
elementwise("clip", np.clip, "clip({x}, {y}, {w})", "inside(x, y, w)", "low_share(x, y, w)",
            "high_share(x, y, w)", domain=(REAL, (-2.0, -1.0), (1.0, 2.0)),
            kink="on a bound: 1/2", kink_at="(x == y) | (x == w)")  # fmt: skip
elementwise("where", np.where, "{y} if {x} else {w}", None, "np.where(x, 1.0, 0.0)",
            "np.where(x, 0.0, 1.0)", symbol="where")  # fmt: skip
elementwise("relu", relu_value, "relu {x}", "np.where(x > 0, 1.0, 0.0)", kink="at 0: slope 0",
            kink_at="x == 0.0", numbers=("0.0 if x <= 0.0 else x", "1.0 if x > 0.0 else 0.0"),
            symbolic="Max(x, 0)")  # fmt: skip
elementwise("sigmoid", sigmoid_value, "σ({x})", "z * (1.0 - z)", symbol="σ",
            symbolic="1 / (1 + exp(-x))")  # fmt: skip
elementwise("softplus", softplus_value, "softplus {x}", "sigmoid(x)",
            symbolic="log(1 + exp(x))")  # fmt: skip


def erf_value(x: Any) -> Any:
    return math.erf(x) if np.ndim(x) == 0 else _erf(x)


def gelu_value(x: Any) -> Any:
    return x * (0.5 * (1.0 + erf_value(x / math.sqrt(2.0))))


def sigmoid(x: Any) -> Any:
    return call("sigmoid", x)


def erf(x: Any) -> Any:
    return call("erf", x)


_erf = np.vectorize(math.erf, otypes=[float])
NAMESPACE.update(sigmoid=sigmoid, erf=erf)

elementwise("erf", erf_value, "erf {x}", f"{2.0 / math.sqrt(math.pi)!r} * np.exp(-x * x)",
            symbolic="erf(x)")  # fmt: skip
elementwise("gelu", gelu_value, "gelu {x}", "0.5 * (1.0 + erf(x / np.sqrt(2.0)))"
            " + x * np.exp(-0.5 * x * x) / np.sqrt(2.0 * np.pi)")  # fmt: skip

# -- Nothing flows through these --------------------------------------------------------------


def as_float(x: Any) -> Any:
    """Masks and counts as numbers that one can add and subtract."""
    return np.asarray(x, dtype=float)


def as_whole(x: Any) -> Any:
    return np.asarray(x).astype(int)[()]


for _name, _symbol, _sign in [
    ("greater", ">", ">"), ("greater_equal", "≥", ">="), ("less", "<", "<"),
    ("less_equal", "≤", "<="), ("equal", "=", "=="), ("not_equal", "≠", "!="),
    ("logical_and", "and", ""), ("logical_or", "or", ""), ("logical_xor", "xor", ""),
    ("bitwise_and", "and", ""), ("bitwise_or", "or", ""), ("bitwise_xor", "xor", ""),
]:  # fmt: skip
    constant(_name, getattr(np, _name), f"{{x}} {_symbol} {{y}}", symbol=_symbol, sign=_sign)
constant("logical_not", np.logical_not, "not {x}", symbol="not")
constant("invert", np.invert, "not {x}", symbol="not")
constant("isfinite", np.isfinite, "finite({x})")
constant("isnan", np.isnan, "nan({x})")
constant("isinf", np.isinf, "infinite({x})")
constant("signbit", np.signbit, "negative({x})")
constant("as_float", as_float, "float {x}", symbol="float")
constant("as_whole", as_whole, "whole {x}", symbol="whole")
constant("stop_gradient", lambda x: x, "stop({x})", symbol="stop", alias=True)
