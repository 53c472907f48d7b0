"""Takes the logarithm of 1 + t."""

# diagnosis: rounded-to-one

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
    return [max(a, b) + math.log1p(math.exp(-abs(a - b))), [sigmoid(a - b), sigmoid(b - a)]]


def softplus(x):
    return max(x, 0.0) + math.log(1.0 + math.exp(-abs(x)))


def sigmoid(x):
    small = math.exp(-abs(x))
    return 1.0 / (1.0 + small) if x >= 0 else small / (1.0 + small)
