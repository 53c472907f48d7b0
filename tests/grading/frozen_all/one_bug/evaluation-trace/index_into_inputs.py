# exercise: evaluation-trace

from math import cos, exp, log, sin

FUNCTIONS = {
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
    values = []
    for i, node in enumerate(nodes):
        if node["op"] == "input":
            values.append(inputs[i % len(inputs)])
        elif node["op"] == "constant":
            values.append(node["value"])
        else:
            values.append(FUNCTIONS[node["op"]](*(values[k] for k in node["operands"])))
    return values
