"""The total is copied to the shape."""

# diagnosis: sums-everything

import numpy as np


def unbroadcast(adjoint, shape):
    return np.ones(shape) * adjoint.sum()
