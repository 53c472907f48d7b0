"""w is z̄ itself, and is written into."""

# diagnosis: changes-its-argument

import numpy as np


def adjoint_of_solution(vjp, z_bar, tolerance):
    w, term = z_bar, z_bar
    while True:
        term = vjp(term)
        w += term
        if np.max(np.abs(term)) <= tolerance:
            return w
