"""The axes are kept first, and then squeezed."""

# diagnosis: axes-not-kept

import numpy as np


def unbroadcast(adjoint, shape):
    padded = (1,) * (adjoint.ndim - len(shape)) + shape
    axes = tuple(k for k, size in enumerate(padded) if size == 1)
    return np.sum(adjoint, axis=axes, keepdims=True).squeeze(axes)
