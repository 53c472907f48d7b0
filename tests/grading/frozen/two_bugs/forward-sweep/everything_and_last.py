# exercise: forward-sweep
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
    values = [0.0] * len(nodes)
    dots = [0.0] * len(nodes)
    for i, node in enumerate(nodes):
        if node["op"] == "input":
            values[i], dots[i] = node["value"], 1.0
        elif node["op"] == "constant":
            values[i] = node["value"]
        else:
            f, df = RULES[node["op"]]
            a = [values[k] for k in node["operands"]]
            values[i] = f(*a)
            for j, k in enumerate(node["operands"]):
                dots[i] = df(*a)[j] * dots[k]
    return values, dots
