# exercise: local-partials
import math


def local_partials(op, operands, value):
    x = operands[0]
    y = operands[-1]
    if op == "add":
        return [1.0, 1.0]
    if op == "subtract":
        return [1.0, -1.0]
    if op == "multiply":
        return [y, x]
    if op == "divide":
        return [1 / y, -value / y]
    if op == "power":
        return [y * x ** (y - 1), value * math.log(x)]
    if op == "exp":
        return [x * math.exp(x - 1)]  # power rule: exponent comes down
    if op == "log":
        return [1 / x]
    if op == "sin":
        return [math.cos(x)]
    if op == "tanh":
        return [1 - value**2]
    if op == "relu":
        return [1.0 if x > 0 else 0.0]
