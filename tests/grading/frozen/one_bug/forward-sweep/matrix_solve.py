# exercise: forward-sweep
import numpy as np

from math import cos, exp, log, sin

RULES = {  # operation: its value, and its partials, from the values of its operands
    "add": (lambda x, y: x + y, lambda x, y: [1.0, 1.0]),
    "subtract": (lambda x, y: x - y, lambda x, y: [1.0, -1.0]),
    "multiply": (lambda x, y: x * y, lambda x, y: [y, x]),
    "divide": (lambda x, y: x / y, lambda x, y: [1 / y, -x / y**2]),
    "exp": (exp, lambda x: [exp(x)]),
    "log": (log, lambda x: [1 / x]),
    "sin": (sin, lambda x: [cos(x)]),
}


def forward_sweep(nodes, seed):
    n = len(nodes)
    values = [0.0] * n
    L = np.zeros((n, n))
    for i, node in enumerate(nodes):
        if node["op"] in ("input", "constant"):
            values[i] = node["value"]
        else:
            f, df = RULES[node["op"]]
            xs = [values[k] for k in node["operands"]]
            values[i] = f(*xs)
            for k, p in zip(node["operands"], df(*xs)):
                L[i, k] = p
    e = np.zeros(n)
    e[seed] = 1.0
    # t = L t + e
    t = np.linalg.solve(np.eye(n) - L, e)
    return values, t.tolist()
