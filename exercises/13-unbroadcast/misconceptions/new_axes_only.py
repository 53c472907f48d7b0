"""Axes of length 1 are forgotten."""

# diagnosis: ones-forgotten


def unbroadcast(adjoint, shape):
    while adjoint.ndim > len(shape):
        adjoint = adjoint.sum(axis=0)
    return adjoint
