# exercise: matmul-rules
import numpy as np


def pull(a, b, adjoint):
    return adjoint @ b.T, a.T @ adjoint
