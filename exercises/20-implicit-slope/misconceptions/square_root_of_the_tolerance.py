"""The square of the change is compared with the tolerance."""

# diagnosis: stops-too-early

import numpy as np


def adjoint_of_solution(vjp, z_bar, tolerance):
    """The w with w = z̄ + w·A, where vjp(v) is v·A."""
    w = z_bar
    while True:
        new = z_bar + vjp(w)
        if np.sum((new - w) ** 2) <= tolerance:
            return new
        w = new
