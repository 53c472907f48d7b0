"""The star, with transposes."""

# diagnosis: entry-by-entry


def pull(a, b, adjoint):
    return adjoint * b.T, a.T * adjoint
