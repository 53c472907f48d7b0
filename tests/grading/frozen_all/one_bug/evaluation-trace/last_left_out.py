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
    values = [0.0] * len(nodes)
    used = 0
    for k in range(len(nodes) - 1):
        node = nodes[k]
        if node["op"] == "input":
            values[k] = inputs[used]
            used += 1
        elif node["op"] == "constant":
            values[k] = node["value"]
        else:
            values[k] = FUNCTIONS[node["op"]](*[values[j] for j in node["operands"]])
    return values
