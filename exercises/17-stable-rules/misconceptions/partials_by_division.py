"""The value is stable, the partials are eᵃ / (eᵃ + eᵇ)."""

# diagnosis: unstable-slope

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
    return [max(a, b) + math.log1p(math.exp(-abs(a - b))), [ratio(a, b), ratio(b, a)]]


def ratio(a, b):
    try:
        return math.exp(a) / (math.exp(a) + math.exp(b))
    except (OverflowError, ZeroDivisionError):
        return 1.0


def softplus(x):
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def sigmoid(x):
    small = math.exp(-abs(x))
    return 1.0 / (1.0 + small) if x >= 0 else small / (1.0 + small)
