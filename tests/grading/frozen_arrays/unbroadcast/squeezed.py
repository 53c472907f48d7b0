# exercise: unbroadcast
import numpy as np


def unbroadcast(adjoint, shape):
    padded = (1,) * (adjoint.ndim - len(shape)) + tuple(shape)
    axes = tuple(k for k, n in enumerate(padded) if n == 1)
    return np.sum(adjoint, axis=axes)
