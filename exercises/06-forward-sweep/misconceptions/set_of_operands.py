"""Visits each operand once, so that one of the two edges of x·x is lost."""

# diagnosis: forgets-multiplicity

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
        xs = [values[k] for k in node["operands"]]
        values.append(RULES[node["op"]][0](*xs))
        ps = RULES[node["op"]][1](*xs)
        total = 0.0
        for k in set(node["operands"]):
            total += ps[len(ps) - 1 - node["operands"][::-1].index(k)] * tangents[k]
        tangents.append(total)
    return values, tangents
