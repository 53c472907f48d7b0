"""Ends one node too early."""

# diagnosis: off-by-one

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
    """The value of every node, and its slope with respect to the input `seed`."""
    values = []
    tangents = []
    for index, node in enumerate(nodes[:-1]):
        if node["op"] in ("input", "constant"):
            value = node["value"]
            tangent = 1.0 if index == seed else 0.0
        else:
            value_rule, partials_rule = RULES[node["op"]]
            operands = [values[operand] for operand in node["operands"]]
            value = value_rule(*operands)
            tangent = 0.0
            for operand, partial in zip(node["operands"], partials_rule(*operands)):
                tangent += partial * tangents[operand]
        values.append(value)
        tangents.append(tangent)
    return [*values, 0.0], [*tangents, 0.0]
