# exercise: local-partials
import numpy as np


def local_partials(op, operands, value):
    if op in ("add", "subtract"):
        return [1.0, 1.0]  # both are linear with slope one
    if op == "multiply":
        return operands[::-1]
    if op == "divide":
        x, y = operands
        return [1 / y, -x / y**2]
    if op == "power":
        x, y = operands
        return [y * x ** (y - 1), value * float(np.log(x))]
    (x,) = operands
    if op == "exp":
        return [value]
    if op == "log":
        return [1 / x]
    if op == "sin":
        return [float(np.cos(x))]
    if op == "tanh":
        return [1 - value**2]
    return [1.0] if x > 0 else [0.0]
