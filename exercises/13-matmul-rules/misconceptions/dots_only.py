"""The same with dot."""

# diagnosis: vectors-forgotten

import numpy as np


def pull(a, b, adjoint):
    return np.dot(adjoint, np.transpose(b)), np.dot(np.transpose(a), adjoint)
