# exercise: unbroadcast
import numpy as np


def unbroadcast(adjoint, shape):
    return adjoint
