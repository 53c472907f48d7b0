# exercise: engine-1-rules

from math import exp, log, tanh

RULES = {
    "add": lambda x, y: (x + y, [1.0, 1.0]),
    "subtract": lambda x, y: (x - y, [1.0, -1.0]),
    "multiply": lambda x, y: (x * y, [y, x]),
    "divide": lambda x, y: (x / y, [1 / y, -x / y**2]),
    "negative": lambda x: (-x, [1.0]),
    "exp": lambda x: (exp(x), [exp(x)]),
    "log": lambda x: (log(x), [1 / x]),
    "tanh": lambda x: (tanh(x), [1 - tanh(x) ** 2]),
    "relu": lambda x: (max(0.0, x), [float(x > 0)]),
}


def rule(op, *xs):
    return RULES[op](*xs)
