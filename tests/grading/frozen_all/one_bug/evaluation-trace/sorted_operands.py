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
    waiting = list(inputs)
    trace = {}
    for number, node in enumerate(nodes):
        op = node["op"]
        if op == "input":
            trace[number] = waiting.pop(0)
        elif op == "constant":
            trace[number] = node["value"]
        else:
            arguments = [trace[k] for k in sorted(node["operands"])]
            trace[number] = FUNCTIONS[op](*arguments)
    return [trace[k] for k in range(len(nodes))]
