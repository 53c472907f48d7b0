# exercise: local-partials
from math import cos, log


def local_partials(op, operands, value):
    if op in ("add", "subtract", "multiply", "divide", "power"):
        x, y = operands
        if op == "add":
            return [1.0, 1.0]
        if op == "subtract":
            return [1.0, -1.0]
        if op == "multiply":
            return [y, x]
        if op == "divide":
            return [1 / y, x / y**2]
        return [y * x**y, x**y * log(x)]
    (x,) = operands
    if op == "exp":
        return [value]
    if op == "log":
        return [1 / x]
    if op == "sin":
        return [cos(x)]
    if op == "tanh":
        return [1 - value**2]
    if op == "relu":
        return [1.0 if x > 0 else 0.0]
