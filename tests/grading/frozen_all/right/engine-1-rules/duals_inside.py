# exercise: engine-1-rules

import math


def rule(op, *xs):
    if op == "divide":
        value, (first, second) = rule("multiply", xs[0], 1 / xs[1])
        return value, [first, -second / xs[1] ** 2]
    if op == "subtract":
        return xs[0] - xs[1], (1, -1)
    table = {
        "add": lambda x, y: (x + y, (1, 1)),
        "multiply": lambda x, y: (x * y, (y, x)),
        "negative": lambda x: (-x, (-1,)),
        "exp": lambda x: (math.exp(x), (math.exp(x),)),
        "log": lambda x: (math.log(x), (1 / x,)),
        "tanh": lambda x: (math.tanh(x), (1 / math.cosh(x) ** 2,)),
        "relu": lambda x: (x * (x > 0), (int(x > 0),)),
    }
    return table[op](*xs)
