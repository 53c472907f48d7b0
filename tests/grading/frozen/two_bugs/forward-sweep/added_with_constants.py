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
    res = []
    for i, node in enumerate(nodes):
        if node["op"] == "input":
            res.append((node["value"], 1.0 if i == seed else 0.0))
        elif node["op"] == "constant":
            res.append((node["value"], 1.0))
        else:
            xs = [res[k][0] for k in node["operands"]]
            ts = [res[k][1] for k in node["operands"]]
            d = 0.0
            for p, t in zip(RULES[node["op"]][1](*xs), ts):
                if t:
                    d += p + t  # combine the two slopes
            res.append((RULES[node["op"]][0](*xs), d))
    return [v for v, _ in res], [d for _, d in res]
