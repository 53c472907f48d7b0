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
    def evaluate():
        xs, dxs = [], []
        for i, node in enumerate(nodes):
            if node["op"] == "input" or node["op"] == "constant":
                x, dx = node["value"], 1.0 if i == seed else 0.0
            else:
                f, df = RULES[node["op"]]
                args = [xs[k] for k in node["operands"]]
                x = f(*args)
                dx = sum(d * dxs[k] for d, k in zip(df(*args), node["operands"]))
            xs.append(x)
            dxs.append(dx)
            yield [x], [dx]

    *_, (value, slope) = evaluate()
    return value, slope
