# exercise: forward-sweep
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
    v, dv = [], []
    for n in nodes:
        if n["op"] == "constant":
            v.append(n["value"]); dv.append(0.0)
        elif n["op"] == "input":
            v.append(n["value"]); dv.append(1.0)  # dx/dx = 1
        else:
            f, df = RULES[n["op"]]
            xs = [v[k] for k in n["operands"]]
            v.append(f(*xs))
            dv.append(sum(d * dv[k] for d, k in zip(df(*xs), n["operands"])))
    return v, dv
