# exercise: engine-1-rules

import math


def rule(op, *xs):
    if op in ("add", "subtract", "multiply", "divide"):
        x, y = xs
        if op == "add":
            return x + y, [1.0, 1.0]
        if op == "subtract":
            return x - y, [1.0, -1.0]
        if op == "multiply":
            return x * y, [y, x]
        return x / y, [1 / y, -x / y / y]
    (x,) = xs
    if op == "negative":
        return -x, [-1.0]
    if op == "exp":
        return math.exp(x), [x]
    if op == "log":
        return math.log(x), [1 / x]
    if op == "tanh":
        t = math.tanh(x)
        return t, [1 - t * t]
    return (x, [1.0]) if x > 0 else (0.0, [0.0])
