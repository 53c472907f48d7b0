# exercise: local-partials
from math import cos, log


def local_partials(op, operands, value):
    if op == "multiply":
        if operands[0] == operands[1]:
            return [2 * operands[0]]  # x * x = x^2 -> 2x
        return [operands[1], operands[0]]
    if op == "add":
        return [1.0, 1.0]
    if op == "subtract":
        return [1.0, -1.0]
    if op == "divide":
        return [1 / operands[1], -operands[0] / operands[1] ** 2]
    if op == "power":
        base, exponent = operands
        return [exponent * base ** (exponent - 1), value * log(base)]
    u = operands[0]
    if op == "exp":
        return [value]
    if op == "log":
        return [1 / u]
    if op == "sin":
        return [cos(u)]
    if op == "tanh":
        return [1 - value**2]
    if op == "relu":
        return [1.0 if u > 0 else 0.0]
