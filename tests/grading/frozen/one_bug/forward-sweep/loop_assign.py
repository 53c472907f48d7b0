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
    values = []
    tangents = []
    for i, node in enumerate(nodes):
        if node["op"] == "input" or node["op"] == "constant":
            values.append(node["value"])
            tangents.append(1.0 if i == seed else 0.0)
            continue
        value_rule, partial_rule = RULES[node["op"]]
        args = [values[k] for k in node["operands"]]
        values.append(value_rule(*args))
        tangents.append(0.0)
        for k, p in zip(node["operands"], partial_rule(*args)):
            # chain rule: outer times inner
            tangents[i] = p * tangents[k]
    return values, tangents
