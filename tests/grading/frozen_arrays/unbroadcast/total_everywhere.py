# exercise: unbroadcast
import numpy as np


def unbroadcast(adjoint, shape):
    total = np.sum(adjoint)
    return np.full(shape, total)
