"""Each entry gets the sum of all."""

# diagnosis: sums-everything

import numpy as np


def unbroadcast(adjoint, shape):
    return np.full(shape, np.sum(adjoint))
