"""Takes the inputs out of the list of the caller."""

# diagnosis: changes-arguments

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
    values = []
    for node in nodes:
        if node["op"] == "input":
            values.append(inputs.pop(0))
        elif node["op"] == "constant":
            values.append(node["value"])
        else:
            operands = [values[k] for k in node["operands"]]
            values.append(FUNCTIONS[node["op"]](*operands))
    return values
