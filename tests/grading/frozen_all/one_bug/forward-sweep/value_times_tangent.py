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
    tangents = []
    for i, node in enumerate(nodes):
        if node["op"] in ("input", "constant"):
            values.append(node["value"])
            tangents.append(1.0 if i == seed else 0.0)
        else:
            xs = [values[k] for k in node["operands"]]
            values.append(RULES[node["op"]][0](*xs))
            total = 0.0
            for k, x in zip(node["operands"], xs):
                total += x * tangents[k]
            tangents.append(total)
    return values, tangents
