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
    pairs = []  # (value, tangent)
    for i, node in enumerate(nodes):
        if node["op"] in RULES:
            xs, ts = zip(*(pairs[k] for k in node["operands"]))
            f, df = RULES[node["op"]]
            pairs.append((f(*xs), sum(map(lambda p, t: p * t, df(*xs), ts))))
        else:
            pairs.append((node["value"], float(i == seed)))
    values, tangents = map(list, zip(*pairs))
    return values, tangents
