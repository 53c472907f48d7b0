# exercise: local-partials
from math import cos, log


def local_partials(op, operands, value):
    x, *more = operands
    if more:
        y = more[0]
        if op == "add":
            res = (1.0, 1.0)
        elif op == "subtract":
            res = (1.0, -1.0)
        elif op == "multiply":
            res = (y, x)
        elif op == "divide":
            res = (1 / y, -x / y**2)
        else:
            res = (y * x ** (y - 1), value * log(x))
    elif op == "exp":
        res = (value,)
    elif op == "log":
        res = (1 / x,)
    elif op == "sin":
        res = (cos(x),)
    elif op == "tanh":
        res = (1 - value**2,)
    else:  # relu
        res = (max(x, 0.0),)
    return list(res)
