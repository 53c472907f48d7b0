"""Rows and columns of the other factor are summed."""

# diagnosis: no-upstream

import numpy as np


def pull(a, b, adjoint):
    left = a[None, :] if a.ndim == 1 else a
    right = b[:, None] if b.ndim == 1 else b
    for_a = np.zeros(left.shape) + right.sum(axis=1)
    for_b = np.zeros(right.shape) + left.sum(axis=0)[:, None]
    return for_a.reshape(a.shape), for_b.reshape(b.shape)
