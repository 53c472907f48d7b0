"""The adjoint is passed on as it came."""

# diagnosis: keeps-large-shape


def unbroadcast(adjoint, shape):
    return adjoint
