"""The adjoint of a is written into a."""

# diagnosis: changes-arguments

import numpy as np


def pull(a, b, adjoint):
    left = a[None, :] if a.ndim == 1 else a
    right = b[:, None] if b.ndim == 1 else b
    middle = np.reshape(adjoint, (left.shape[0], right.shape[1]))
    for_b = (left.T @ middle).reshape(b.shape)
    a[...] = (middle @ right.T).reshape(a.shape)
    return a, for_b
