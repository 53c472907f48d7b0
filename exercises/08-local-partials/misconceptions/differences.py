"""Finds sin and exp by differences."""

# diagnosis: difference-for-slope

import math
from math import log


def local_partials(op, operands, value):
    """The partials of a node with respect to its operands."""
    x, y = operands[0], operands[-1]
    if op == "add":
        return [1.0, 1.0]
    if op == "subtract":
        return [1.0, -1.0]
    if op == "multiply":
        return [y, x]
    if op == "divide":
        return [1 / y, -x / y**2]
    if op == "power":
        return [y * x ** (y - 1), value * log(x)]
    if op == "exp":
        return [(math.exp(x + 1e-6) - math.exp(x - 1e-6)) / 2e-6]
    if op == "log":
        return [1 / x]
    if op == "sin":
        return [(math.sin(x + 1e-6) - math.sin(x - 1e-6)) / 2e-6]
    if op == "tanh":
        return [1 - value**2]
    if op == "relu":
        return [1.0 if x > 0 else 0.0]
