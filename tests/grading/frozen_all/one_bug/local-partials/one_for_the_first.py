# exercise: local-partials

import math


def local_partials(op, operands, value):
    x, y = operands[0], operands[-1]
    table = {
        "add": 1.0,
        "subtract": 1.0,
        "multiply": y,
        "divide": 1 / y if y else 0.0,
        "exp": value,
        "log": 1 / x if x else 0.0,
        "sin": math.cos(x),
        "tanh": 1 - value**2,
        "relu": 1.0 if x > 0 else 0.0,
    }
    if op == "power":
        return [y * x ** (y - 1)]
    return [table[op]]
