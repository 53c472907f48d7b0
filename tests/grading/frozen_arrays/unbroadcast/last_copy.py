# exercise: unbroadcast
import numpy as np


def unbroadcast(adjoint, shape):
    extra = adjoint.ndim - len(shape)
    adjoint = adjoint[(-1,) * extra]
    return adjoint[tuple(slice(-1, None) if n == 1 else slice(None) for n in shape)]
