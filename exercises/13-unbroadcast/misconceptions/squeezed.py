"""Axes of length 1 are summed away."""

# diagnosis: axes-not-kept

import numpy as np


def unbroadcast(adjoint, shape):
    new_axes = tuple(range(adjoint.ndim - len(shape)))
    adjoint = np.sum(adjoint, axis=new_axes)
    copied = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return np.sum(adjoint, axis=copied)
