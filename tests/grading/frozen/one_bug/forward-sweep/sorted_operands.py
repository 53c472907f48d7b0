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
    values, tangents = [], []
    for i, node in enumerate(nodes):
        if node["op"] in ("input", "constant"):
            values.append(node["value"])
            tangents.append(1.0 if i == seed else 0.0)
        else:
            f, df = RULES[node["op"]]
            xs = [values[k] for k in node["operands"]]
            # the operands stand before the node, so go through them in order
            ts = [tangents[k] for k in sorted(node["operands"])]
            values.append(f(*xs))
            tangents.append(sum(p * t for p, t in zip(df(*xs), ts)))
    return values, tangents
