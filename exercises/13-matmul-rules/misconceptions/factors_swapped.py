"""Each factor is multiplied by itself."""

# diagnosis: own-matrix

import numpy as np


def pull(a, b, adjoint):
    left = a[None, :] if a.ndim == 1 else a
    right = b[:, None] if b.ndim == 1 else b
    middle = np.reshape(adjoint, (left.shape[0], right.shape[1]))
    return (middle @ left.T).reshape(a.shape), (right.T @ middle).reshape(b.shape)
