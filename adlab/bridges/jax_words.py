"""What JAX's primitives are called here, and which of them work entry by entry."""

from __future__ import annotations

from typing import Any

from adlab.bridges import said
from adlab.bridges.said import COMPARISONS, Said
from adlab.engine.primitives.primitive import PRIMITIVES

LIKE = said.LIKE | {"add_any": "add", "logistic": "sigmoid"}
FORMULAS = {
    "dot_general": ("{x} @ {y}", "@"),
    "reduce_sum": ("sum({x})", "sum"),
    "reduce_max": ("max({x})", "max"),
    "reduce_min": ("min({x})", "min"),
    "broadcast_in_dim": ("copy({x})", "copy"),
    "convert_element_type": ("convert({x})", "convert"),
    "select_n": ("select({args})", "select"),
    "max": ("max({args})", "max"),
    "min": ("min({args})", "min"),
} | COMPARISONS
BY_ENTRY = {
    "abs", "acos", "acosh", "add", "add_any", "asin", "asinh", "atan", "atan2", "atanh",
    "cbrt", "ceil", "clamp", "convert_element_type", "copy", "copy_p", "cos", "cosh",
    "digamma", "div", "erf", "erf_inv", "erfc", "exp", "exp2", "expm1", "floor", "imag",
    "integer_pow", "lgamma", "log", "log1p", "logistic", "max", "min", "mul", "neg",
    "nextafter", "pow", "real", "rem", "round", "rsqrt", "select_n", "sign", "sin", "sinh",
    "sqrt", "square", "stop_gradient", "sub", "tan", "tanh",
}  # fmt: skip
# What does nothing to an array of the same shape and type.
IDLE = {"convert_element_type", "copy", "copy_p", "reshape", "broadcast_in_dim", "squeeze", "pvary",
        "reduce_precision", "optimization_barrier"}  # fmt: skip


def words(name: str, params: dict[str, Any]) -> Said:
    """What a node of an equation says.

    >>> words("mul", {}).formula, words("integer_pow", {"y": 3}).formula
    ('{x} · {y}', '{x} ^ 3')
    """
    like = LIKE.get(name, name)
    known = PRIMITIVES.get(like)
    if known and known.elementwise and name not in FORMULAS:
        return Said(like, known.formula, known.symbol)
    if name == "integer_pow":
        return Said(f"integer_pow {params['y']}", f"{{x}} ^ {params['y']}", f"^ {params['y']}")
    formula, symbol = FORMULAS.get(name, (f"{name}({{args}})", name))
    return Said(name if known is None else f"jax.{name}", formula, symbol)
