# exercise: unbroadcast
import numpy as np


def unbroadcast(adjoint, shape):
    if adjoint.shape == shape:
        return adjoint
    total = np.zeros(shape, dtype=adjoint.dtype)
    extra = adjoint.ndim - len(shape)
    for index in np.ndindex(adjoint.shape):
        place = tuple(0 if size == 1 else k for k, size in zip(index[extra:], shape))
        total[place] = total[place] + adjoint[index]
    return total
