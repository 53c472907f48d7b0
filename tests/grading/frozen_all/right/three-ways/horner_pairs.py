# exercise: three-ways

import numpy as np


def value(coefficients, x):
    y = 0.0
    for c in reversed(coefficients):
        y = y * x + c
    return y


def three_ways(coefficients, x, h):
    derivative = np.polynomial.polynomial.polyder(coefficients)
    symbolic = np.polynomial.polynomial.polyval(x, derivative)
    numerical = (value(coefficients, x + h) - value(coefficients, x)) / h
    pair = (0.0, 0.0)
    for c in coefficients[::-1]:
        pair = pair[0] * x + c, pair[1] * x + pair[0]
    return np.array([symbolic, numerical, pair[1]])
