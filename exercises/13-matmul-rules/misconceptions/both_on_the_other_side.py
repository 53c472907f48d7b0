"""The transposes stand on the other side."""

# diagnosis: wrong-side

import numpy as np


def pull(a, b, adjoint):
    left = a[None, :] if a.ndim == 1 else a
    right = b[:, None] if b.ndim == 1 else b
    middle = np.reshape(adjoint, (left.shape[0], right.shape[1]))
    return (right.T @ middle).reshape(a.shape), (middle @ left.T).reshape(b.shape)
