"""Only the right factor gets its adjoint."""

# diagnosis: one-side-only

import numpy as np


def pull(a, b, adjoint):
    left = a[None, :] if a.ndim == 1 else a
    right = b[:, None] if b.ndim == 1 else b
    middle = np.reshape(adjoint, (left.shape[0], right.shape[1]))
    return np.zeros(a.shape), (left.T @ middle).reshape(b.shape)
