# exercise: local-partials
import numpy as np


def d_power(x, y, z):
    return [y * z, z * np.log(x)]


def d_div(x, y, z):
    return [1 / y, -z / y]


def local_partials(op, operands, value):
    a = np.array(operands, dtype=float)
    if op == "add":
        out = np.ones(2)
    elif op == "subtract":
        out = np.array([1.0, -1.0])
    elif op == "multiply":
        out = a[::-1]
    elif op == "divide":
        out = np.array(d_div(a[0], a[1], value))
    elif op == "power":
        out = np.array(d_power(a[0], a[1], value))
    elif op == "relu":
        out = (a > 0).astype(float)
    else:
        out = {"exp": np.exp, "log": np.reciprocal, "sin": np.cos, "tanh": lambda u: 1 - np.tanh(u) ** 2}[op](a)
    return out.tolist()
