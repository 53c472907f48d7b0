"""Writes tangents into one list for all sweeps and never clears the seeds in it."""

# diagnosis: stale-seed

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

tangents = [0.0] * 10_000


def forward_sweep(nodes, seed):
    values = []
    tangents[seed] = 1.0
    for index, node in enumerate(nodes):
        if not node["operands"]:
            values.append(node["value"])
            if node["op"] == "constant":
                tangents[index] = 0.0
            continue
        xs = [values[k] for k in node["operands"]]
        values.append(RULES[node["op"]][0](*xs))
        tangents[index] = 0.0
        for p, k in zip(RULES[node["op"]][1](*xs), node["operands"]):
            tangents[index] += p * tangents[k]
    return values, tangents[: len(nodes)]
