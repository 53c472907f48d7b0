# exercise: forward-sweep

from math import cos, exp, log, sin

RULES = {
    "add": (lambda x, y: x + y, lambda x, y: [1.0, 1.0]),
    "subtract": (lambda x, y: x - y, lambda x, y: [1.0, -1.0]),
    "multiply": (lambda x, y: x * y, lambda x, y: [y, x]),
    "divide": (lambda x, y: x / y, lambda x, y: [1 / y, -x / y**2]),
    "exp": (exp, lambda x: [exp(x)]),
    "log": (log, lambda x: [1 / x]),
    "sin": (sin, lambda x: [cos(x)]),
}


def forward_sweep(nodes, seed):
    values = []
    for node in nodes:
        if "value" in node:
            values.append(node["value"])
        else:
            values.append(RULES[node["op"]][0](*[values[k] for k in node["operands"]]))
    tangents = [0.0] * len(nodes)
    tangents[seed] = 1.0
    for k, node in enumerate(nodes):
        if node["operands"]:
            partials = RULES[node["op"]][1](*[values[j] for j in node["operands"]])
            tangents[k] = sum(p * tangents[j] for p, j in zip(partials, node["operands"]))
    return values, tangents
