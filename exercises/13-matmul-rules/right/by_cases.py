# exercise: matmul-rules
import numpy as np


def pull(a, b, adjoint):
    if a.ndim == 1 and b.ndim == 1:
        return adjoint * b, adjoint * a
    if a.ndim == 1:
        return b @ adjoint, np.outer(a, adjoint)
    if b.ndim == 1:
        return np.outer(adjoint, b), a.T @ adjoint
    return adjoint @ b.T, a.T @ adjoint
