"""Every function in two forms, one for each side of 0."""

from math import exp, log1p


def softplus(x):
    if x > 0:
        return x + log1p(exp(-x))
    return log1p(exp(x))


def sigmoid(x):
    if x > 0:
        return 1 / (1 + exp(-x))
    return exp(x) / (1 + exp(x))


def slope_of_sigmoid(x):
    return sigmoid(x) * sigmoid(-x)


def rule(op, *xs):
    if op == "logaddexp":
        high, low = max(xs), min(xs)
        value = high + softplus(low - high)
        return [value, [sigmoid(xs[0] - xs[1]), sigmoid(xs[1] - xs[0])]]
    (x,) = xs
    return {
        "softplus": lambda: [softplus(x), [sigmoid(x)]],
        "sigmoid": lambda: [sigmoid(x), [slope_of_sigmoid(x)]],
        "logsigmoid": lambda: [-softplus(-x), [sigmoid(-x)]],
    }[op]()
