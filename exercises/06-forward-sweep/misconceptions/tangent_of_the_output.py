"""Returns all values, and the tangent of the last node only."""

# diagnosis: returns-output-only

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
    duals = []
    for k, node in enumerate(nodes):
        if node["op"] == "input":
            duals.append((node["value"], 1.0 if k == seed else 0.0))
        elif node["op"] == "constant":
            duals.append((node["value"], 0.0))
        else:
            duals.append(apply(node["op"], [duals[operand] for operand in node["operands"]]))
    return [value for value, _ in duals], duals[-1][1]


def apply(op, duals):
    value, partials = RULES[op]
    numbers = [number for number, _ in duals]
    terms = [p * tangent for p, (_, tangent) in zip(partials(*numbers), duals)]
    return value(*numbers), sum(terms)
