# exercise: local-partials
from math import cos, log


def local_partials(op, operands, value):
    # use the stored value where possible so nothing is computed twice
    x = operands[0]
    y = operands[1] if len(operands) == 2 else None
    table = {
        "add": lambda: [1.0, 1.0],
        "subtract": lambda: [1.0, -1.0],
        "multiply": lambda: [value, value],
        "divide": lambda: [1 / y, -value / y],
        "power": lambda: [y * x ** (y - 1), value * log(x)],
        "exp": lambda: [value],
        "log": lambda: [1 / x],
        "sin": lambda: [cos(x)],
        "tanh": lambda: [1 - value**2],
        "relu": lambda: [1.0 if x > 0 else 0.0],
    }
    return table[op]()
