"""For b, the transpose stands on the other side."""

# diagnosis: wrong-side

import numpy as np


def pull(a, b, adjoint):
    left = a[None, :] if a.ndim == 1 else a
    right = b[:, None] if b.ndim == 1 else b
    middle = np.reshape(adjoint, (left.shape[0], right.shape[1]))
    for_b = np.dot(middle, left.T)
    return np.dot(middle, right.T).reshape(a.shape), for_b.reshape(b.shape)
