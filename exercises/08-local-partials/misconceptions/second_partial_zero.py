"""Gives 0 for every second operand."""

# diagnosis: first-operand-only

from math import cos


def local_partials(op, operands, value):
    """The partials of a node with respect to its operands."""
    x, y = operands[0], operands[-1]
    if op == "add":
        return [1.0, 0.0]
    if op == "subtract":
        return [1.0, 0.0]
    if op == "multiply":
        return [y, 0.0]
    if op == "divide":
        return [1 / y, 0.0]
    if op == "power":
        return [y * x ** (y - 1), 0.0]
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
