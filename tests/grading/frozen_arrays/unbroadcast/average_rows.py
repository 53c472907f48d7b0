# exercise: unbroadcast
import numpy as np


def unbroadcast(adjoint, shape):
    extra = adjoint.ndim - len(shape)
    out = np.mean(adjoint, axis=tuple(range(extra))) if extra else adjoint
    for k, n in enumerate(shape):
        if n == 1:
            out = np.mean(out, axis=k, keepdims=True)
    return out
