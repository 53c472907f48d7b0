"""New axes are summed and stay, with length 1."""

# diagnosis: leading-forgotten


def unbroadcast(adjoint, shape):
    padded = (1,) * (adjoint.ndim - len(shape)) + shape
    for axis, size in enumerate(padded):
        if size == 1:
            adjoint = adjoint.sum(axis=axis, keepdims=True)
    return adjoint
