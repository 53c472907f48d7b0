# exercise: three-ways

import numpy as np


def value(coefficients, x):
    y = 0.0
    for c in reversed(coefficients):
        y = y * x + c
    return y


def three_ways(coefficients, x, h):
    powers = np.arange(len(coefficients))
    slopes = np.array(coefficients) * powers
    symbolic = sum(float(s) * x ** (int(p) - 1) for s, p in zip(slopes, powers) if p > 0)
    numerical = (value(coefficients, x + h) - value(coefficients, x - h)) / (2 * h)
    y = 0.0
    t = 0.0
    for c in reversed(coefficients):
        t, y = t * x + y, y * x + c
    return [symbolic, numerical, t]
