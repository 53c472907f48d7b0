"""A match statement, with NumPy's functions."""

import numpy as np


def local_partials(op, operands, value):
    match op, operands:
        case "add", _:
            found = [1.0, 1.0]
        case "subtract", _:
            found = [1.0, -1.0]
        case "multiply", [x, y]:
            found = [y, x]
        case "divide", [x, y]:
            found = np.array([y, -x]) / y**2
        case "power", [x, y]:
            found = value * np.array([y / x, np.log(x)])
        case "exp", _:
            found = [value]
        case "log", [x]:
            found = [np.reciprocal(x)]
        case "sin", [x]:
            found = [np.cos(x)]
        case "tanh", _:
            found = [(1 - value) * (1 + value)]
        case "relu", [x]:
            found = [np.heaviside(x, 0.0)]
    return [float(number) for number in found]
