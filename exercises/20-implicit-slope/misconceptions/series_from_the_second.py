"""The series is begun with the second power."""

# diagnosis: first-term-missing

import numpy as np


def adjoint_of_solution(vjp, z_bar, tolerance):
    term = vjp(vjp(z_bar))
    w = 1.0 * term
    while np.max(np.abs(term)) > tolerance:
        term = vjp(term)
        w = w + term
    return w
