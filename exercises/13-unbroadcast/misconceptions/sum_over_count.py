"""The sum is divided by the number of copies."""

# diagnosis: mean-for-sum


def unbroadcast(adjoint, shape):
    padded = (1,) * (adjoint.ndim - len(shape)) + shape
    axes = tuple(k for k, size in enumerate(padded) if size == 1)
    count = 1
    for k in axes:
        count *= adjoint.shape[k]
    return (adjoint.sum(axis=axes, keepdims=True) * (1.0 / count)).reshape(shape)
