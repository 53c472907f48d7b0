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
    numbers = iter(inputs)
    v = [None] * len(nodes)
    for k, node in enumerate(nodes):
        match node["op"]:
            case "input":
                v[k] = next(numbers)
            case "constant":
                v[k] = node["value"]
            case op:
                v[k] = FUNCTIONS[op](*[v[j] for j in node["operands"]])
    return v[-1]
