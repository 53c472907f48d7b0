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
    leaf = {
        "input": lambda node, i: (node["value"], 1.0 if i == seed else 0.0),
        "constant": lambda node, i: (node["value"], 1.0),
    }
    pairs = []
    for i, node in enumerate(nodes):
        if node["op"] in leaf:
            pairs.append(leaf[node["op"]](node, i))
        else:
            f, df = RULES[node["op"]]
            inside = [pairs[k] for k in node["operands"]]
            xs = [x for x, _ in inside]
            ts = [t for _, t in inside]
            pairs.append((f(*xs), sum(p * t for p, t in zip(df(*xs), ts))))
    values, tangents = zip(*pairs)
    return list(values), list(tangents)
