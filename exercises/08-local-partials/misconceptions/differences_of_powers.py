"""Finds the slopes of a power by differences."""

# diagnosis: difference-for-slope

from math import cos


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
        return [
            ((x + 1e-6) ** y - (x - 1e-6) ** y) / 2e-6,
            (x ** (y + 1e-6) - x ** (y - 1e-6)) / 2e-6,
        ]
    if op == "exp":
        return [value]
    if op == "log":
        return [1 / x]
    if op == "sin":
        return [cos(x)]
    if op == "tanh":
        return [1 - value**2]
    if op == "relu":
        return [1.0 if x > 0 else 0.0]
