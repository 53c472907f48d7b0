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
    order = [k for k, node in enumerate(nodes) if node["op"] == "input"]
    known = dict(zip(order, inputs))

    def value(k):
        if k not in known:
            node = nodes[k]
            if node["op"] == "constant":
                known[k] = node["value"]
            else:
                known[k] = FUNCTIONS[node["op"]](*map(value, node["operands"]))
        return known[k]

    return [value(k) for k in range(len(nodes))]
