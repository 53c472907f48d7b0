# exercise: unbroadcast
import numpy as np


def unbroadcast(adjoint, shape):
    while adjoint.ndim > len(shape):
        adjoint = adjoint[0]
    for k, n in enumerate(shape):
        if n == 1:
            adjoint = np.take(adjoint, [0], axis=k)
    return adjoint
