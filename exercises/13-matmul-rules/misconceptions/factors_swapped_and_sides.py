"""Each factor is multiplied by itself, on the other side."""

# diagnosis: own-matrix

import numpy as np


def pull(a, b, adjoint):
    left = a[None, :] if a.ndim == 1 else a
    right = b[:, None] if b.ndim == 1 else b
    middle = np.reshape(adjoint, (left.shape[0], right.shape[1]))
    return (left.T @ middle).reshape(a.shape), (middle @ right.T).reshape(b.shape)
