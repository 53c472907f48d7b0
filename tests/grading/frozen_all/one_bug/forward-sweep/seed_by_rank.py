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
    values, tangents = [], []
    inputs = 0
    for node in nodes:
        if node["op"] == "input":
            values.append(node["value"])
            tangents.append(float(inputs == seed))
            inputs += 1
        elif node["op"] == "constant":
            values.append(node["value"])
            tangents.append(0.0)
        else:
            f, df = RULES[node["op"]]
            xs = [values[k] for k in node["operands"]]
            dxs = [tangents[k] for k in node["operands"]]
            values.append(f(*xs))
            tangents.append(sum(d * t for d, t in zip(df(*xs), dxs)))
    return values, tangents
