# exercise: reverse-sweep
import numpy as np


def reverse_sweep(nodes):
    """Back substitution in (I - L)^T a = e_last, without building the matrix."""
    a = np.zeros(len(nodes))
    a[-1] = 1.0
    for i in range(len(nodes) - 1, -1, -1):
        np.add.at(a, np.array(nodes[i]["operands"], dtype=int), a[i] * np.array(nodes[i]["partials"], dtype=float))
    return a.tolist()
