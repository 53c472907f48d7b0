# exercise: local-partials
from math import cos, log

# everything that can be written with the result z is written with z
WITH_RESULT = {
    "exp": lambda z: z,
    "log": lambda z: 1 / z,
    "tanh": lambda z: 1 - z * z,
}


def local_partials(op, operands, value):
    if op in WITH_RESULT:
        return [WITH_RESULT[op](value)]
    if op == "sin":
        return [cos(operands[0])]
    if op == "relu":
        return [float(operands[0] > 0)]
    x, y = operands
    return {
        "add": lambda: [1.0, 1.0],
        "subtract": lambda: [1.0, -1.0],
        "multiply": lambda: [y, x],
        "divide": lambda: [1 / y, -x / y**2],
        "power": lambda: [y * x ** (y - 1), value * log(x)],
    }[op]()
