# exercise: unbroadcast
import numpy as np


def unbroadcast(adjoint, shape):
    factor = np.ones(shape)
    return factor * adjoint
