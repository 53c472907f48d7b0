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
    values, tangents = [], []

    def moves(k):
        return k == seed or tangents[k] != 0

    for position, node in enumerate(nodes):
        if not node["operands"]:
            values.append(node["value"])
            tangents.append(1.0 if position == seed else 0.0)
        else:
            rule, slope = RULES[node["op"]]
            xs = tuple(values[k] for k in node["operands"])
            values.append(rule(*xs))
            # operands which do not move contribute nothing
            tangents.append(sum(s for s, k in zip(slope(*xs), node["operands"]) if moves(k)))
    return values, tangents
