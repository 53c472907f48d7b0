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
    values = []
    L = np.zeros((n, n))
    for i, node in enumerate(nodes):
        if node["op"] in ("input", "constant"):
            values.append(node["value"])
            continue
        f, df = RULES[node["op"]]
        xs = [values[k] for k in node["operands"]]
        values.append(f(*xs))
        for k, p in zip(node["operands"], df(*xs)):
            L[i, k] += p  # += because x*x has two edges
    tangents = np.linalg.solve(np.eye(n) - L, np.eye(n)[seed])
    return values, [float(t) for t in tangents]
