"""z̄ comes in at the beginning only."""

# diagnosis: forgets-z-bar

import numpy as np


def adjoint_of_solution(vjp, z_bar, tolerance):
    """The w with w = z̄ + w·A, where vjp(v) is v·A."""
    w = z_bar
    while True:
        new = vjp(w)
        if np.max(np.abs(new - w)) <= tolerance:
            return new
        w = new
