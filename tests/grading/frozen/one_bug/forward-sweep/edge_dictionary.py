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
    val = {}
    tan = {}
    for idx, node in enumerate(nodes):
        op = node["op"]
        if op in ("input", "constant"):
            val[idx] = node["value"]
            tan[idx] = float(idx == seed)
        else:
            xs = [val[k] for k in node["operands"]]
            val[idx] = RULES[op][0](*xs)
            # partial derivative with respect to each operand
            d = dict(zip(node["operands"], RULES[op][1](*xs)))
            tan[idx] = sum(d[k] * tan[k] for k in d)
    n = len(nodes)
    return [val[i] for i in range(n)], [tan[i] for i in range(n)]
