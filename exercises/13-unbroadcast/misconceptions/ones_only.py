"""New axes in front are forgotten."""

# diagnosis: leading-forgotten

import numpy as np


def unbroadcast(adjoint, shape):
    extra = adjoint.ndim - len(shape)
    copied = tuple(extra + axis for axis, size in enumerate(shape) if size == 1)
    return np.sum(adjoint, axis=copied, keepdims=True)
