"""A copy of the large shape is made once more."""

# diagnosis: keeps-large-shape

import numpy as np


def unbroadcast(adjoint, shape):
    return np.broadcast_to(adjoint, np.broadcast_shapes(adjoint.shape, shape))
