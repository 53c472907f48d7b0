# exercise: local-partials
from math import cos, log


def local_partials(op, operands, value):
    if op == "power":
        base, expo = operands
        # d/dx a^x = a^x ln x
        return [expo * base ** (expo - 1), value * log(abs(expo))]
    if op == "divide":
        top, bottom = operands
        return [1 / bottom, -top / bottom**2]
    if op == "multiply":
        left, right = operands
        return [right, left]
    simple = {"add": [1.0, 1.0], "subtract": [1.0, -1.0], "exp": [value], "tanh": [1 - value**2]}
    if op in simple:
        return simple[op]
    x = operands[0]
    return [{"log": 1 / x if x else 0.0, "sin": cos(x), "relu": 1.0 if x > 0 else 0.0}[op]]
