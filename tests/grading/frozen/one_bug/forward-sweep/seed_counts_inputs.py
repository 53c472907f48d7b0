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
    inputs = [i for i, node in enumerate(nodes) if node["op"] == "input"]
    one_hot = [1.0 if which == seed else 0.0 for which in range(len(inputs))]
    start = dict(zip(inputs, one_hot))

    values, tangents = [], []
    for i, node in enumerate(nodes):
        if node["op"] in ("input", "constant"):
            values.append(node["value"])
            tangents.append(start.get(i, 0.0))
        else:
            args = [values[j] for j in node["operands"]]
            values.append(RULES[node["op"]][0](*args))
            grads = RULES[node["op"]][1](*args)
            tangents.append(sum(g * tangents[j] for g, j in zip(grads, node["operands"])))
    return values, tangents
