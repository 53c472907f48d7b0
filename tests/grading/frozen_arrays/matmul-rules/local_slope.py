# exercise: matmul-rules
import numpy as np


def pull(a, b, adjoint):
    x = a.reshape(1, -1) if a.ndim == 1 else a
    y = b.reshape(-1, 1) if b.ndim == 1 else b
    g = np.reshape(adjoint, (x.shape[0], y.shape[1]))
    return np.reshape(np.ones(g.shape) @ y.T, a.shape), np.reshape(x.T @ np.ones(g.shape), b.shape)
