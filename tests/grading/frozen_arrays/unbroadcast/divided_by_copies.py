# exercise: unbroadcast
import numpy as np


def unbroadcast(adjoint, shape):
    copies = adjoint.size / max(1, int(np.prod(shape)))
    total = adjoint
    while total.ndim > len(shape):
        total = total.sum(0)
    axes = tuple(k for k, n in enumerate(shape) if n == 1)
    if axes:
        total = total.sum(axis=axes, keepdims=True)
    return total / copies
