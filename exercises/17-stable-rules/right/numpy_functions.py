"""With NumPy's own stable functions."""

import numpy as np


def sigmoid(x):
    return float(np.exp(-np.logaddexp(0.0, -x)))


def rule(op, *xs):
    x, y = xs[0], xs[-1]
    if op == "softplus":
        return [float(np.logaddexp(0.0, x)), [sigmoid(x)]]
    if op == "logsigmoid":
        return [-float(np.logaddexp(0.0, -x)), [sigmoid(-x)]]
    if op == "sigmoid":
        return [sigmoid(x), [float(np.exp(-np.logaddexp(0.0, -x) - np.logaddexp(0.0, x)))]]
    return [float(np.logaddexp(x, y)), [sigmoid(x - y), sigmoid(y - x)]]
