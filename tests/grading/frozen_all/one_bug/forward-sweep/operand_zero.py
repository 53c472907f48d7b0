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
    values = [0.0] * len(nodes)
    tangents = [0.0] * len(nodes)
    for i, node in enumerate(nodes):
        if not node["operands"]:
            values[i] = node["value"]
            if i == seed:
                tangents[i] = 1.0
            continue
        rule, slopes = RULES[node["op"]]
        xs = [values[j] for j in node["operands"]]
        values[i] = rule(*xs)
        tangents[i] = slopes(*xs)[0] * tangents[node["operands"][0]]
    return values, tangents
