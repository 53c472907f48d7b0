# exercise: local-partials
from math import cos, log


def local_partials(op, operands, value):
    match op, operands:
        case "add", _:
            return [1.0, 1.0]
        case "subtract", _:
            return [1.0, -1.0]
        case "multiply", [x, y]:
            return [y, x]
        case "divide", [x, y]:
            return [1 / y, -x / (y * y)]
        case "power", [x, y]:
            return [y * value / x, value * log(x)]
        case "exp", _:
            return [value]
        case "log", [x]:
            return [1 / x]
        case "sin", [x]:
            return [cos(x)]
        case "tanh", [x]:
            return [1 - x**2]
        case "relu", [x]:
            return [1.0 if x > 0 else 0.0]
