"""Vectors are treated as matrices."""

# diagnosis: vectors-forgotten


def pull(a, b, adjoint):
    return adjoint @ b.T, a.T @ adjoint
