"""Shapes are lined up at their beginnings."""

# diagnosis: wrong-axis

import numpy as np


def unbroadcast(adjoint, shape):
    padded = shape + (1,) * (adjoint.ndim - len(shape))
    axes = tuple(k for k, size in enumerate(padded) if size == 1)
    adjoint = np.sum(adjoint, axis=axes, keepdims=True)
    return adjoint.reshape(adjoint.shape[: len(shape)])
