# exercise: local-partials

from math import cos


def local_partials(op, operands, value):
    rules = {
        "add": lambda x, y: [1.0, 1.0],
        "subtract": lambda x, y: [1.0, -1.0],
        "multiply": lambda x, y: [y, x],
        "divide": lambda x, y: [1 / y, -value / y],
        "power": lambda x, n: [n * value / x, 0.0],
        "exp": lambda x: [value],
        "log": lambda x: [x**-1],
        "sin": lambda x: [cos(x)],
        "tanh": lambda x: [1 - value * value],
        "relu": lambda x: [1.0 if value > 0 else 0.0],
    }
    return rules[op](*operands)
