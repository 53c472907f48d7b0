# exercise: forward-sweep
from functools import reduce
from operator import mul

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
    def step(so_far, numbered):
        values, tangents = so_far
        i, node = numbered
        if node["op"] in ("input", "constant"):
            return values + [node["value"]], tangents + [1.0 if i == seed else 0.0]
        f, df = RULES[node["op"]]
        xs = [values[k] for k in node["operands"]]
        # chain rule = product of all the factors
        factors = [p * tangents[k] for p, k in zip(df(*xs), node["operands"])]
        return values + [f(*xs)], tangents + [reduce(mul, factors)]

    return reduce(step, enumerate(nodes), ([], []))
