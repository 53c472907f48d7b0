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
    vals, tans = np.zeros(n), np.zeros(n)
    tans[0] = 1.0  # seed vector (1, 0, 0, ...)
    for i, node in enumerate(nodes):
        ops = node["operands"]
        if not ops:
            vals[i] = node["value"]
            continue
        f, df = RULES[node["op"]]
        vals[i] = f(*vals[ops])
        at = vals[ops] if len(ops) == 2 else [vals[i]]
        tans[i] = np.dot(df(*at), tans[ops])
    return vals.tolist(), tans.tolist()
