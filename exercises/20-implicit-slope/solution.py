# exercise: implicit-slope

import numpy as np


def adjoint_of_solution(vjp, z_bar, tolerance):
    """The w with w = z̄ + w·A, where vjp(v) is v·A."""
    ### BEGIN SOLUTION
    w = z_bar
    while True:
        new = z_bar + vjp(w)
        if np.max(np.abs(new - w)) <= tolerance:
            return new
        w = new
    ### END SOLUTION
