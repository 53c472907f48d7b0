"""The adjoint that came is not used."""

# diagnosis: no-upstream

import numpy as np


def pull(a, b, adjoint):
    left = a[None, :] if a.ndim == 1 else a
    right = b[:, None] if b.ndim == 1 else b
    middle = np.reshape(adjoint, (left.shape[0], right.shape[1]))
    return (np.ones(middle.shape) @ right.T).reshape(a.shape), (
        left.T @ np.ones(middle.shape)
    ).reshape(b.shape)
