# exercise: unbroadcast
import numpy as np


def unbroadcast(adjoint, shape):
    padded = (1,) * (np.ndim(adjoint) - len(shape)) + shape
    axes = tuple(k for k, (small, large) in enumerate(zip(padded, adjoint.shape)) if small != large)
    return np.sum(adjoint, axis=axes, keepdims=True).reshape(shape)
