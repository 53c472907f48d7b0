# exercise: taylor-test
import numpy as np


def remainder_slopes(f, gradient, x, direction):
    x, direction = np.array(x), np.array(direction)
    steps = 10.0 ** -np.arange(1, 5)
    values = np.array([f(*(x + h * direction)) for h in steps])
    remainders = np.abs(values - f(*x) - steps * np.dot(gradient, direction))
    return -np.diff(np.log10(remainders))
