# exercise: local-partials
import math

FUNCTIONS = {
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


def local_partials(op, operands, value):
    f, h = FUNCTIONS[op], 1e-4
    result = []
    for i in range(len(operands)):
        up, down = list(operands), list(operands)
        up[i] += h
        down[i] -= h
        result.append((f(*up) - f(*down)) / (2 * h))
    return result
