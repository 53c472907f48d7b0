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


class Node:
    def __init__(self, value, tangent):
        self.value, self.tangent = value, tangent


def apply(op, args):
    f, df = RULES[op]
    out = Node(f(*[a.value for a in args]), 0.0)
    if len(args) == 1:
        (slope,) = df(out.value)  # f'(f(x)), the outer derivative
        out.tangent = slope * args[0].tangent
    else:
        px, py = df(args[0].value, args[1].value)
        out.tangent = px * args[0].tangent + py * args[1].tangent
    return out


def forward_sweep(nodes, seed):
    done = []
    for i, node in enumerate(nodes):
        if node["operands"]:
            done.append(apply(node["op"], [done[k] for k in node["operands"]]))
        else:
            done.append(Node(node["value"], 1.0 if i == seed else 0.0))
    return [d.value for d in done], [d.tangent for d in done]
