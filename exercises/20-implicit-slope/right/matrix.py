"""The matrix by its rows, and the transposed system."""

import numpy as np


def adjoint_of_solution(vjp, z_bar, tolerance):
    one = np.eye(len(z_bar))
    A = np.stack([vjp(row) for row in one])
    return np.linalg.solve(one - A.T, z_bar)
