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
        if not node["operands"]:
            values.append(node["value"])
            tangents.append(node["value"] if i == seed else 0.0)
        else:
            f, df = RULES[node["op"]]
            xs = [values[k] for k in node["operands"]]
            edge = {k: p for k, p in zip(node["operands"], df(*xs))}
            values.append(f(*xs))
            tangents.append(sum(p * tangents[k] for k, p in edge.items()))
    return values, tangents
