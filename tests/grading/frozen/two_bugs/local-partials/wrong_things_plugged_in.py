# exercise: local-partials
import math


def local_partials(op, operands, value):
    x = operands[0]
    y = operands[1] if len(operands) > 1 else 0.0
    slopes = {
        "exp": lambda: [value],
        "log": lambda: [1 / value],
        "sin": lambda: [math.cos(x)],
        "tanh": lambda: [1 - x * x],
        "relu": lambda: [float(x > 0)],
        "add": lambda: [1.0, 1.0],
        "subtract": lambda: [1.0, -1.0],
        "multiply": lambda: [y, x],
        "divide": lambda: [1 / y, -x / y**2],
        "power": lambda: [y * x ** (y - 1), value * math.log(x)],
    }
    return slopes[op]()
