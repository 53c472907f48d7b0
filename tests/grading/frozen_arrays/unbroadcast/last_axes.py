# exercise: unbroadcast
import numpy as np


def unbroadcast(adjoint, shape):
    extra = adjoint.ndim - len(shape)
    padded = tuple(shape) + (1,) * extra
    axes = tuple(k for k, n in enumerate(padded) if n == 1)
    return adjoint.sum(axis=axes, keepdims=True).reshape(shape)
