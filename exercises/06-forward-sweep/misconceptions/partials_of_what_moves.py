"""Adds up the partials with respect to all operands that move, however much they move."""

# diagnosis: no-upstream

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
    for index, node in enumerate(nodes):
        if node["op"] in ("input", "constant"):
            values.append(node["value"])
            tangents.append(1.0 if index == seed else 0.0)
        else:
            xs = [values[k] for k in node["operands"]]
            values.append(RULES[node["op"]][0](*xs))
            pairs = zip(RULES[node["op"]][1](*xs), node["operands"])
            tangents.append(sum(p for p, k in pairs if tangents[k] != 0.0))
    return values, tangents
