# exercise: matmul-rules
import numpy as np


def pull(a, b, adjoint):
    x, y = np.atleast_2d(a), b.reshape(b.shape[0], -1)
    g = np.asarray(adjoint).reshape(x.shape[0], y.shape[1])
    for_x = [[0.0] * x.shape[1] for _ in x]
    for_y = [[0.0] * y.shape[1] for _ in y]
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            for k in range(x.shape[1]):
                for_x[i][k] += g[i, j] * y[k, j]
                for_y[k][j] += x[i, k] * g[i, j]
    return np.array(for_x).reshape(a.shape), np.array(for_y).reshape(b.shape)
