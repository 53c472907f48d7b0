"""Each write replaces the one before."""

# diagnosis: one-copy-only

import numpy as np


def unbroadcast(adjoint, shape):
    total = np.zeros(shape, dtype=adjoint.dtype)
    extra = adjoint.ndim - len(shape)
    for index in np.ndindex(adjoint.shape):
        place = tuple(0 if size == 1 else k for k, size in zip(index[extra:], shape))
        total[place] = adjoint[index]
    return total
