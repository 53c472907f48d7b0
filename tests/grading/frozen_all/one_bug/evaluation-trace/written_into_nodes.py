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
    remaining = list(inputs)
    for node in nodes:
        if "value" in node:
            continue
        if node["op"] == "input":
            node["value"] = remaining.pop(0)
        else:
            operands = [nodes[k]["value"] for k in node["operands"]]
            node["value"] = FUNCTIONS[node["op"]](*operands)
    return [node["value"] for node in nodes]
