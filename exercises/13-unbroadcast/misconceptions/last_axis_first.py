"""The last axis is summed until there are few enough."""

# diagnosis: wrong-axis

import numpy as np


def unbroadcast(adjoint, shape):
    while adjoint.ndim > len(shape):
        adjoint = np.sum(adjoint, axis=-1)
    copied = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return np.sum(adjoint, axis=copied, keepdims=True)
