"""Assigns each contribution to the tangent of the node: the last one stays."""

# diagnosis: overwrites

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
    tangents = [0.0 for _ in nodes]
    tangents[seed] = 1.0
    for index, node in enumerate(nodes):
        if values[index] is None:
            xs = [values[k] for k in node["operands"]]
            values[index] = RULES[node["op"]][0](*xs)
            for position in range(len(xs)):
                partial = RULES[node["op"]][1](*xs)[position]
                tangents[index] = partial * tangents[node["operands"][position]]
    return values, tangents
