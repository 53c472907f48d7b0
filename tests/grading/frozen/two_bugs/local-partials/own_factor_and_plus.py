# exercise: local-partials
from math import cos, log


def local_partials(op, operands, value):
    if op == "add" or op == "subtract":
        return [1.0, 1.0]
    if op == "multiply":
        return list(operands)
    if op == "divide":
        return [1 / operands[1], -operands[0] / operands[1] ** 2]
    if op == "power":
        return [operands[1] * operands[0] ** (operands[1] - 1), value * log(operands[0])]
    x = operands[0]
    if op == "exp":
        return [value]
    if op == "log":
        return [1 / x]
    if op == "sin":
        return [cos(x)]
    if op == "tanh":
        return [1 - value**2]
    return [1.0 if x > 0 else 0.0]
