# exercise: forward-sweep
from math import cos, exp, log, sin

RULES = {  # operation: its value, and its partials, from the values of its operands
    "add": (lambda x, y: x + y, lambda x, y: [1.0, 1.0]),
    "subtract": (lambda x, y: x - y, lambda x, y: [1.0, -1.0]),
    "multiply": (lambda x, y: x * y, lambda x, y: [y, x]),
    "divide": (lambda x, y: x / y, lambda x, y: [1 / y, -x / y**2]),
    "exp": (exp, lambda x: [exp(x)]),
    "log": (log, lambda x: [1 / x]),
    "sin": (sin, lambda x: [cos(x)]),
}


def forward_sweep(nodes, seed):
    values, tangents = [], []

    def push(value, tangent):
        values.append(value)
        tangents.append(tangent)

    for i, node in enumerate(nodes):
        match node["op"]:
            case "input":
                push(node["value"], 1.0 if i == seed else 0.0)
            case "constant":
                push(node["value"], 0.0)
            case op:
                xs = [values[k] for k in node["operands"]]
                tangent = 0.0
                for p, k in zip(RULES[op][1](*xs), node["operands"]):
                    tangent = tangent + p * tangents[k]
                push(RULES[op][0](*xs), tangent)
    return values, tangents
