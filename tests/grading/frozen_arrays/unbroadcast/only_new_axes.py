# exercise: unbroadcast
import numpy as np


def unbroadcast(adjoint, shape):
    extra = len(adjoint.shape) - len(shape)
    return adjoint.sum(axis=tuple(range(extra)))
