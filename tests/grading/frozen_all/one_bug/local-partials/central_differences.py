# exercise: local-partials

import math


def local_partials(op, operands, value):
    functions = {
        "add": lambda x, y: x + y,
        "subtract": lambda x, y: x - y,
        "multiply": lambda x, y: x * y,
        "divide": lambda x, y: x / y,
        "power": lambda x, y: x**y,
        "exp": math.exp,
        "log": math.log,
        "sin": math.sin,
        "tanh": math.tanh,
        "relu": lambda x: max(x, 0.0),
    }
    f = functions[op]
    partials = []
    for k in range(len(operands)):
        h = 1e-5
        up = list(operands)
        down = list(operands)
        up[k] += h
        down[k] -= h
        partials.append((f(*up) - f(*down)) / (2 * h))
    return partials
