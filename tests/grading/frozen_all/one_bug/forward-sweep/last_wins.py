# exercise: forward-sweep

from math import cos, exp, log, sin

RULES = {
    "add": (lambda x, y: x + y, lambda x, y: [1.0, 1.0]),
    "subtract": (lambda x, y: x - y, lambda x, y: [1.0, -1.0]),
    "multiply": (lambda x, y: x * y, lambda x, y: [y, x]),
    "divide": (lambda x, y: x / y, lambda x, y: [1 / y, -x / y**2]),
    "exp": (exp, lambda x: [exp(x)]),
    "log": (log, lambda x: [1 / x]),
    "sin": (sin, lambda x: [cos(x)]),
}


def forward_sweep(nodes, seed):
    value, dot = {}, {}
    for n, node in enumerate(nodes):
        ins = node["operands"]
        if not ins:
            value[n], dot[n] = node["value"], 1.0 * (n == seed)
        else:
            fun, grad = RULES[node["op"]]
            args = tuple(value[i] for i in ins)
            value[n] = fun(*args)
            for slope, i in zip(grad(*args), ins):
                dot[n] = slope * dot[i]
    return list(value.values()), list(dot.values())
