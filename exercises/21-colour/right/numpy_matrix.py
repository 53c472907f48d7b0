"""With NumPy: which columns overlap is a matrix product."""

import numpy as np


def colour_columns(pattern):
    ones = np.array(pattern)
    overlap = ones.T @ ones > 0
    colours = np.full(len(overlap), -1)
    for j, row in enumerate(overlap):
        taken = set(colours[row].tolist())
        colours[j] = next(c for c in range(len(overlap)) if c not in taken)
    return colours.tolist()
