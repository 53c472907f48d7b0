"""The slope of the sigmoid from its value: s·(1 − s)."""

# diagnosis: slope-from-the-value

import math


def rule(op, *xs):
    if op == "softplus":
        return [softplus(xs[0]), [sigmoid(xs[0])]]
    if op == "logsigmoid":
        return [-softplus(-xs[0]), [sigmoid(-xs[0])]]
    if op == "sigmoid":
        s = sigmoid(xs[0])
        return [s, [s * (1.0 - s)]]
    a, b = xs
    return [max(a, b) + math.log1p(math.exp(-abs(a - b))), [sigmoid(a - b), sigmoid(b - a)]]


def softplus(x):
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def sigmoid(x):
    small = math.exp(-abs(x))
    return 1.0 / (1.0 + small) if x >= 0 else small / (1.0 + small)
