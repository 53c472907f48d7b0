"""Sets the tangent to 0 for the other inputs only."""

# diagnosis: constant-moves

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
    tangents = [1.0] * len(nodes)
    values = [0.0] * len(nodes)
    for index, node in enumerate(nodes):
        if node["op"] == "input" and index != seed:
            tangents[index] = 0.0
        if not node["operands"]:
            values[index] = node["value"]
            continue
        xs = [values[k] for k in node["operands"]]
        values[index] = RULES[node["op"]][0](*xs)
        ps = RULES[node["op"]][1](*xs)
        tangents[index] = sum(ps[i] * tangents[k] for i, k in enumerate(node["operands"]))
    return values, tangents
