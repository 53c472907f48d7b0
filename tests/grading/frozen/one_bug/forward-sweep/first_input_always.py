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
    tangents = []
    values = []
    seeded = False
    for node in nodes:
        if node["op"] == "input":
            values.append(node["value"])
            # first input is x, we differentiate with respect to x
            tangents.append(0.0 if seeded else 1.0)
            seeded = True
        elif node["op"] == "constant":
            values.append(node["value"])
            tangents.append(0.0)
        else:
            a = [values[i] for i in node["operands"]]
            da = [tangents[i] for i in node["operands"]]
            values.append(RULES[node["op"]][0](*a))
            tangents.append(sum(x * y for x, y in zip(RULES[node["op"]][1](*a), da)))
    return values, tangents
