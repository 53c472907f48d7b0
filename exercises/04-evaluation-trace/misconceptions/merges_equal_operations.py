"""Keeps one value for each name of an operation: two sines are one."""

# diagnosis: merges-equal-operations

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
    found = {}
    for node in nodes:
        if node["op"] == "input":
            values.append(next(numbers))
        elif node["op"] == "constant":
            values.append(node["value"])
        else:
            operands = [values[k] for k in node["operands"]]
            if node["op"] not in found:
                found[node["op"]] = FUNCTIONS[node["op"]](*operands)
            values.append(found[node["op"]])
    return values
