# exercise: engine-1-rules

import math


def rule(op, *xs):
    x = xs[0]
    y = xs[-1]
    values = {"add": x + y, "subtract": x - y, "multiply": x * y, "negative": -x}
    if op == "divide":
        return x / y, [1 / y, -x / y**2]
    if op == "exp":
        z = math.exp(x)
        return z, [z]
    if op == "log":
        return math.log(x), [1 / x]
    if op == "tanh":
        z = math.tanh(x)
        return z, [1 - z**2]
    if op == "relu":
        return max(x, 0.0), [1.0 if x > 0 else 0.0]
    z = values[op]
    partials = {
        "add": [1.0, 1.0],
        "subtract": [1.0, -1.0],
        "multiply": [z, z],
        "negative": [-1.0],
    }
    return z, partials[op]
