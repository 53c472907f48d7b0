"""Copies are averaged."""

# diagnosis: mean-for-sum

import numpy as np


def unbroadcast(adjoint, shape):
    new_axes = tuple(range(adjoint.ndim - len(shape)))
    adjoint = np.mean(adjoint, axis=new_axes)
    copied = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return np.mean(adjoint, axis=copied, keepdims=True)
