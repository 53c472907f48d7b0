# exercise: local-partials
from math import cos, exp, log, tanh

unary = {
    "exp": exp,
    "log": lambda x: 1 / x,
    "sin": lambda x: -cos(x),
    "tanh": lambda x: 1 - tanh(x) ** 2,
    "relu": lambda x: 1.0 if x > 0 else 0.0,
}
binary = {
    "add": (lambda x, y: 1.0, lambda x, y: 1.0),
    "subtract": (lambda x, y: 1.0, lambda x, y: -1.0),
    "multiply": (lambda x, y: y, lambda x, y: x),
    "divide": (lambda x, y: 1 / y, lambda x, y: -x / y**2),
    "power": (lambda x, y: y * x ** (y - 1), lambda x, y: x**y * log(x)),
}


def local_partials(op, operands, value):
    if op in unary:
        return [unary[op](operands[0])]
    return [d(*operands) for d in binary[op]]
