# exercise: local-partials

import math


def local_partials(op, operands, value):
    if op == "add":
        return [1.0, 1.0]
    if op == "subtract":
        return [1.0, -1.0]
    if op == "multiply":
        a, b = operands
        return [b, a]
    if op == "divide":
        a, b = operands
        return [1 / b, -a / b**2]
    if op == "power":
        a, b = operands
        return [b * a ** (b - 1), math.log(a) * value]
    (a,) = operands
    if op == "exp":
        return [math.exp(a)]
    if op == "log":
        return [1 / a]
    if op == "sin":
        return [math.cos(a)]
    if op == "tanh":
        return [1 - math.tanh(a) ** 2]
    if op == "relu":
        return [max(a, 0.0)]
