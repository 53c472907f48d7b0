# exercise: local-partials
from math import cos, log


def local_partials(op, operands, value):
    match [op, *operands]:
        case ["add", _, _]:
            return [1.0, 1.0]
        case ["subtract", _, _]:
            return [1.0, -1.0]
        case ["multiply", x, y]:
            return [y, x]
        case ["divide", _, y]:
            return [1 / y, -value / y]
        case ["power", x, y]:
            return [y * x ** (y - 1), value * log(x)]
        case ["exp", _]:
            return [value]
        case ["log", x]:
            return [1 / x]
        case ["sin", x]:
            return [cos(x)]
        case ["tanh", _]:
            return [1 - value * value]
        case ["relu", x]:
            return [1.0 if x > 0 else 0.0]
