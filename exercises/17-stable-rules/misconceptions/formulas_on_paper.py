"""The formulas as they stand in the table."""

# diagnosis: overflows

import math


def rule(op, *xs):
    if op == "softplus":
        return [softplus(xs[0]), [sigmoid(xs[0])]]
    if op == "logsigmoid":
        return [-softplus(-xs[0]), [sigmoid(-xs[0])]]
    if op == "sigmoid":
        small = math.exp(-abs(xs[0]))
        return [sigmoid(xs[0]), [small / (1.0 + small) ** 2]]
    a, b = xs
    return [math.log(math.exp(a) + math.exp(b)), [sigmoid(a - b), sigmoid(b - a)]]


def softplus(x):
    return math.log(1.0 + math.exp(x))


def sigmoid(x):
    return 1.0 / (1.0 + math.exp(-x))
