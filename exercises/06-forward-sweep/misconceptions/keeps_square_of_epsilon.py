"""Multiplies dual numbers and keeps the term with ε², which is 0."""

# diagnosis: keeps-epsilon-squared

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
            continue
        value, partials = RULES[node["op"]]
        xs = [values[k] for k in node["operands"]]
        values.append(value(*xs))
        moved = [tangents[k] for k in node["operands"]]
        tangent = sum(p * t for p, t in zip(partials(*xs), moved))
        if node["op"] == "multiply":
            tangent += moved[0] * moved[1]
        tangents.append(tangent)
    return values, tangents
