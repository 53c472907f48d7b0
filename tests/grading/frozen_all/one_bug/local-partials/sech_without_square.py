# exercise: local-partials

from math import cos, log


def local_partials(op, operands, value):
    if len(operands) == 1:
        (x,) = operands
        return {
            "exp": [value],
            "log": [1 / x] if x else [0.0],
            "sin": [cos(x)],
            "tanh": [1 - value],
            "relu": [float(x > 0)],
        }[op]
    x, y = operands
    if op == "add":
        return [1, 1]
    elif op == "subtract":
        return [1, -1]
    elif op == "multiply":
        return [y, x]
    elif op == "divide":
        return [1 / y, -x / (y * y)]
    return [y * x ** (y - 1), log(x) * x**y]
