# exercise: local-partials
import numpy as np


def local_partials(op, operands, value):
    x = operands[0]
    if op == "relu":
        return [1.0]
    if op == "sin":
        return [float(np.cos(x))]
    if op == "tanh":
        return [1 - value**2]
    if op == "exp":
        return [value]
    if op == "log":
        return [1 / x]
    y = operands[1]
    if op == "power":
        return [y * x ** (y - 1), 0.0]
    if op == "divide":
        return [1 / y, -value / y]
    if op == "multiply":
        return [y, x]
    return [1.0, 1.0 if op == "add" else -1.0]
