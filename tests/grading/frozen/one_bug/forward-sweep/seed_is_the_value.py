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
    values = [node.get("value") for node in nodes]
    tangents = [0.0] * len(nodes)
    tangents[seed] = values[seed]
    for i, node in enumerate(nodes):
        if node["op"] in RULES:
            f, partials = RULES[node["op"]]
            xs = [values[k] for k in node["operands"]]
            values[i] = f(*xs)
            for k, p in zip(node["operands"], partials(*xs)):
                tangents[i] += p * tangents[k]
    return values, tangents
