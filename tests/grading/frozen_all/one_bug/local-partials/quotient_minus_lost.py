# exercise: local-partials

import numpy as np


def local_partials(op, operands, value):
    x = operands[0]
    y = operands[-1]
    if op == "add":
        result = [1.0, 1.0]
    elif op == "subtract":
        result = [1.0, -1.0]
    elif op == "multiply":
        result = [y, x]
    elif op == "divide":
        result = [1 / y, x / y**2]
    elif op == "power":
        result = [y * x ** (y - 1), value * np.log(x)]
    elif op == "exp":
        result = [np.exp(x)]
    elif op == "log":
        result = [1 / x]
    elif op == "sin":
        result = [np.cos(x)]
    elif op == "tanh":
        result = [1 / np.cosh(x) ** 2]
    elif op == "relu":
        result = [1.0 if x > 0 else 0.0]
    return [float(r) for r in result]
