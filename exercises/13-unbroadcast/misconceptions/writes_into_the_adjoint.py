"""The sum is made in the array that came."""

# diagnosis: changes-arguments

import numpy as np


def unbroadcast(adjoint, shape):
    out = adjoint
    while out.ndim > len(shape):
        for k in range(1, len(out)):
            out[0] += out[k]
        out = out[0]
    copied = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return np.sum(out, axis=copied, keepdims=True)
