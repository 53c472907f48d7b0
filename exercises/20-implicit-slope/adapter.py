"""Calls the learner's function with a product that counts how often it is asked for."""

import numpy as np


def solved(matrix, z_bar, tolerance):
    """w, how often the product was taken, and 1 if z̄ is still what it was."""
    matrix, given = np.array(matrix), np.array(z_bar)
    calls = [0]

    def vjp(v):
        calls[0] += 1
        return np.asarray(v, dtype=float) @ matrix

    w = submission.adjoint_of_solution(vjp, given, tolerance)
    return [np.asarray(w).tolist(), calls[0], int(given.tolist() == list(z_bar))]
