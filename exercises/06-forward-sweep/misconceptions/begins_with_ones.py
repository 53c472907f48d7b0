"""Begins with tangent 1 for all leaves, and never uses the seed."""

# diagnosis: seeds-everything

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
    values = [node.get("value", 0.0) for node in nodes]
    tangents = [1.0 if node["op"] == "input" else 0.0 for node in nodes]
    for index, node in enumerate(nodes):
        if node["operands"]:
            xs = [values[k] for k in node["operands"]]
            values[index] = RULES[node["op"]][0](*xs)
            for p, k in zip(RULES[node["op"]][1](*xs), node["operands"]):
                tangents[index] += p * tangents[k]
    return values, tangents
