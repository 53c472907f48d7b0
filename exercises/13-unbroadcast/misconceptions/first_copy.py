"""Only the first copy counts."""

# diagnosis: one-copy-only

import numpy as np


def unbroadcast(adjoint, shape):
    while adjoint.ndim > len(shape):
        adjoint = adjoint[0]
    for axis, size in enumerate(shape):
        if size == 1:
            adjoint = np.take(adjoint, [0], axis=axis)
    return adjoint
