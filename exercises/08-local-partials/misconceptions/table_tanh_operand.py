"""Takes 1 − x² for the slope of tanh, with the operand."""

# diagnosis: tanh-uses-operand

import math

PARTIALS = {
    "add": lambda z, x, y: [1.0, 1.0],
    "subtract": lambda z, x, y: [1.0, -1.0],
    "multiply": lambda z, x, y: [y, x],
    "divide": lambda z, x, y: [1 / y, -x / y**2],
    "power": lambda z, x, y: [y * x ** (y - 1), z * math.log(x)],
    "exp": lambda z, x: [z],
    "log": lambda z, x: [1 / x],
    "sin": lambda z, x: [math.cos(x)],
    "tanh": lambda z, x: [1 - x**2],
    "relu": lambda z, x: [1.0 if x > 0 else 0.0],
}


def local_partials(op, operands, value):
    return PARTIALS[op](value, *operands)
