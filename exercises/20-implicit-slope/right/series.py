"""The series, term by term."""

import numpy as np


def adjoint_of_solution(vjp, z_bar, tolerance):
    term, w = z_bar, z_bar.copy()
    while np.max(np.abs(term)) > tolerance:
        term = vjp(term)
        w = w + term
    return w
