"""Never sets a tangent to 1, so that nothing moves."""

# diagnosis: no-seed

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
    for node in nodes:
        if node["op"] in ("input", "constant"):
            values.append(node["value"])
            tangents.append(0.0)
        else:
            value, partials = RULES[node["op"]]
            xs = [values[k] for k in node["operands"]]
            values.append(value(*xs))
            tangents.append(sum(p * tangents[k] for p, k in zip(partials(*xs), node["operands"])))
    return values, tangents
