"""Primitives that the grader evaluates for a submission, so that nobody can miscount them.

>>> evaluate("mul", [2.0, 3.0])
6.0
>>> evaluate("log", [-1.0])
nan
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

PRIMITIVES: dict[str, tuple[int, Callable[..., float]]] = {
    "neg": (1, np.negative),
    "sin": (1, np.sin),
    "cos": (1, np.cos),
    "tan": (1, np.tan),
    "exp": (1, np.exp),
    "log": (1, np.log),
    "sqrt": (1, np.sqrt),
    "tanh": (1, np.tanh),
    "reciprocal": (1, np.reciprocal),
    "square": (1, np.square),
    "add": (2, np.add),
    "sub": (2, np.subtract),
    "mul": (2, np.multiply),
    "div": (2, np.divide),
    "pow": (2, np.power),
}
"""Name → number of operands, function of floats."""


class NoSuchPrimitive(LookupError):
    """There is no primitive of that name with that many operands."""


def evaluate(name: object, operands: list[float]) -> float:
    """Return a primitive's value, as NumPy's float64 has it: nan and inf without a warning."""
    arity, function = PRIMITIVES.get(name, (None, None)) if type(name) is str else (None, None)
    if function is None or arity != len(operands):
        raise NoSuchPrimitive("there is no such primitive with that many operands")
    with np.errstate(all="ignore"):
        return float(function(*map(np.float64, operands)))
