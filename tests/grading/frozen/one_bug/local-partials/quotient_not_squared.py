# exercise: local-partials
from math import cos, log


def local_partials(op, operands, value):
    if len(operands) == 1:
        x = operands[0]
        if op == "exp":
            return [value]
        elif op == "log":
            return [x**-1]
        elif op == "sin":
            return [cos(x)]
        elif op == "tanh":
            return [(1 - value) * (1 + value)]
        elif op == "relu":
            return [1.0 if x > 0 else 0.0]
    else:
        x, y = operands
        if op == "add":
            return [1.0, 1.0]
        elif op == "subtract":
            return [1.0, -1.0]
        elif op == "multiply":
            return [y, x]
        elif op == "divide":
            return [1 / y, -x / y]
        elif op == "power":
            return [y * x ** (y - 1), log(x) * x**y]
