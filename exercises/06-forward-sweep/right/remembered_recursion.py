"""Asks for the last nodes; each asks for its operands, and remembers what it found."""

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
    memory = {}

    def dual(k):
        if k not in memory:
            node = nodes[k]
            if node["op"] in RULES:
                numbers, slopes = zip(*map(dual, node["operands"]))
                value, partials = RULES[node["op"]]
                moved = sum(p * t for p, t in zip(partials(*numbers), slopes))
                memory[k] = value(*numbers), moved
            else:
                memory[k] = node["value"], 1.0 if k == seed else 0.0
        return memory[k]

    values, tangents = zip(*[dual(k) for k in range(len(nodes))])
    return list(values), list(tangents)
