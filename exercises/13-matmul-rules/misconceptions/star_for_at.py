"""The star in the place of the matrix product."""

# diagnosis: entry-by-entry


def pull(a, b, adjoint):
    return adjoint * b, adjoint * a
