"""Beyond 20, the slope is taken to be 0 or 1, and softplus to be x or 0."""

# diagnosis: clamped

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
    if abs(x) > 20.0:
        return max(x, 0.0)
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def sigmoid(x):
    if abs(x) > 20.0:
        return float(x > 0)
    small = math.exp(-abs(x))
    return 1.0 / (1.0 + small) if x >= 0 else small / (1.0 + small)
