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


tangent_of = {}  # node number -> tangent


def forward_sweep(nodes, seed):
    tangent_of[seed] = 1.0
    values = []
    for i, node in enumerate(nodes):
        if node["op"] in ("input", "constant"):
            values.append(node["value"])
            tangent_of.setdefault(i, 0.0)
        else:
            xs = [values[k] for k in node["operands"]]
            f, df = RULES[node["op"]]
            values.append(f(*xs))
            tangent_of[i] = sum(p * tangent_of[k] for p, k in zip(df(*xs), node["operands"]))
    return values, [tangent_of[i] for i in range(len(nodes))]
