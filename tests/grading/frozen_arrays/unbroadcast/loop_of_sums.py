# exercise: unbroadcast
import numpy as np


def unbroadcast(adjoint, shape):
    shape = list(shape)
    while adjoint.ndim > len(shape):
        adjoint = sum(adjoint)
    for k in reversed(range(len(shape))):
        if shape[k] == 1:
            adjoint = adjoint.sum(axis=k)
    return adjoint
