"""The matrix is made of its rows, and the system is solved without transposing it."""

# diagnosis: matrix-not-transposed

import numpy as np


def adjoint_of_solution(vjp, z_bar, tolerance):
    n = len(z_bar)
    A = np.array([vjp(row) for row in np.eye(n)])
    return np.linalg.solve(np.eye(n) - A, z_bar)
