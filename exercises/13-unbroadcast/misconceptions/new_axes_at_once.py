"""Only the axes in front are looked at."""

# diagnosis: ones-forgotten

import numpy as np


def unbroadcast(adjoint, shape):
    return np.add.reduce(adjoint, axis=tuple(range(adjoint.ndim - len(shape))))
