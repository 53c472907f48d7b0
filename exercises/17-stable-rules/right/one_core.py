"""All of them from logaddexp of two numbers."""

import math


def core(a, b):
    """ln(eᵃ + eᵇ), and the share of each."""
    gap = abs(a - b)
    t = math.exp(-gap)
    larger, smaller = 1.0 / (1.0 + t), t / (1.0 + t)
    value = max(a, b) + math.log1p(t)
    return value, (larger, smaller) if a >= b else (smaller, larger)


def rule(op, *xs):
    if op == "logaddexp":
        value, shares = core(*xs)
        return [value, list(shares)]
    x = xs[0]
    if op == "softplus":
        value, (_, share) = core(0.0, x)
        return [value, [share]]
    if op == "logsigmoid":
        value, (_, share) = core(0.0, -x)
        return [-value, [share]]
    _, (one, other) = core(0.0, x)
    return [other, [one * other]]
