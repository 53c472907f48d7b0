"""A round is a call."""

import numpy as np


def adjoint_of_solution(vjp, z_bar, tolerance, w=None):
    w = z_bar if w is None else w
    new = z_bar + vjp(w)
    if np.all(np.abs(new - w) <= tolerance):
        return new
    return adjoint_of_solution(vjp, z_bar, tolerance, new)
