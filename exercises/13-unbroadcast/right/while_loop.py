# exercise: unbroadcast


def unbroadcast(adjoint, shape):
    while adjoint.ndim > len(shape):
        adjoint = adjoint.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1 and adjoint.shape[axis] > 1:
            adjoint = adjoint.sum(axis=axis, keepdims=True)
    return adjoint
