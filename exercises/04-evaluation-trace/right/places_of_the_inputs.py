# exercise: evaluation-trace

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
    places = [k for k, node in enumerate(nodes) if node["op"] == "input"]
    values = dict(zip(places, inputs))
    for k, node in enumerate(nodes):
        if node["op"] == "constant":
            values[k] = node["value"]
        elif node["op"] != "input":
            values[k] = FUNCTIONS[node["op"]](*map(values.get, node["operands"]))
    return [values[k] for k in range(len(nodes))]
