# exercise: matmul-rules
import numpy as np


def pull(a, b, adjoint):
    """The adjoints of a and of b, from that of a @ b."""
    ### BEGIN SOLUTION
    left = a[None, :] if a.ndim == 1 else a
    right = b[:, None] if b.ndim == 1 else b
    middle = np.reshape(adjoint, (left.shape[0], right.shape[1]))
    return (middle @ right.T).reshape(a.shape), (left.T @ middle).reshape(b.shape)
    ### END SOLUTION
