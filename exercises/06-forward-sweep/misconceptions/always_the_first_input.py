"""Always seeds the first input, whichever was asked for."""

# diagnosis: seeds-wrong-input

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
    values = {}
    tangents = {0: 1.0}
    for index, node in enumerate(nodes):
        if "value" in node:
            values[index] = node["value"]
            tangents.setdefault(index, 0.0)
        else:
            xs = [values[k] for k in node["operands"]]
            values[index] = RULES[node["op"]][0](*xs)
            ps = RULES[node["op"]][1](*xs)
            tangents[index] = sum(p * tangents[k] for p, k in zip(ps, node["operands"]))
    return list(values.values()), list(tangents[k] for k in sorted(tangents))
