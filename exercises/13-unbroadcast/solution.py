# exercise: unbroadcast
import numpy as np


def unbroadcast(adjoint, shape):
    """The adjoint of a node of this shape that was broadcast to the shape of the adjoint."""
    ### BEGIN SOLUTION
    new_axes = tuple(range(adjoint.ndim - len(shape)))
    adjoint = np.sum(adjoint, axis=new_axes)
    copied = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return np.sum(adjoint, axis=copied, keepdims=True)
    ### END SOLUTION
