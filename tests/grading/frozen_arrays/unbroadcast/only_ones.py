# exercise: unbroadcast
import numpy as np


def unbroadcast(adjoint, shape):
    for k in range(1, len(shape) + 1):
        if shape[-k] == 1:
            adjoint = adjoint.sum(axis=-k, keepdims=True)
    return adjoint
