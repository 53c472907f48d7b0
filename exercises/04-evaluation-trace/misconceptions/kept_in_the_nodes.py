"""Writes the values into the nodes, where the next call finds them."""

# diagnosis: keeps-old-values

from math import cos, exp, log, sin

FUNCTIONS = {  # operation: its value, from the values of its operands
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "negative": lambda x: -x,
    "exp": exp,
    "log": log,
    "sin": sin,
    "cos": cos,
}


def evaluate(nodes, inputs):
    """The value of every node."""
    numbers = iter(inputs)
    values = []
    for node in nodes:
        if node["op"] != "constant" and "value" not in node:
            node["value"] = None
    for node in nodes:
        if node["value"] is not None:
            values.append(node["value"])
        elif node["op"] == "input":
            values.append(next(numbers))
        elif node["op"] == "constant":
            values.append(node["value"])
        else:
            operands = [values[k] for k in node["operands"]]
            values.append(FUNCTIONS[node["op"]](*operands))
        node["value"] = values[-1]
    return values
