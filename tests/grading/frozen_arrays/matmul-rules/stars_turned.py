# exercise: matmul-rules
import numpy as np


def pull(a, b, adjoint):
    return adjoint * np.transpose(b), np.transpose(a) * adjoint
