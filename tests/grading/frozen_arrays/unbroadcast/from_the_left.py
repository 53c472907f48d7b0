# exercise: unbroadcast
import numpy as np


def unbroadcast(adjoint, shape):
    while adjoint.ndim > len(shape):
        adjoint = adjoint.sum(axis=-1)
    for k, n in enumerate(shape):
        if n == 1:
            adjoint = adjoint.sum(axis=k, keepdims=True)
    return adjoint
