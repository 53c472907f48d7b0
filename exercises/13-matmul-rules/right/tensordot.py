# exercise: matmul-rules
import numpy as np


def pull(a, b, adjoint):
    g = np.asarray(adjoint)
    x = a if a.ndim == 2 else a.reshape(1, -1)
    y = b if b.ndim == 2 else b.reshape(-1, 1)
    g = g.reshape(len(x), y.shape[1])
    return (
        np.tensordot(g, y, axes=(1, 1)).reshape(a.shape),
        np.tensordot(x, g, axes=(0, 0)).reshape(b.shape),
    )
