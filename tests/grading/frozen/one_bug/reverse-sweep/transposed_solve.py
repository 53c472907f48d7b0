# exercise: reverse-sweep
import numpy as np


def reverse_sweep(nodes):
    n = len(nodes)
    L = np.zeros((n, n))
    for i, node in enumerate(nodes):
        for k, p in zip(node["operands"], node["partials"]):
            L[i, k] += p
    seed = np.zeros(n)
    seed[-1] = 1.0
    # (I - L) v = seed
    return np.linalg.solve(np.eye(n) - L, seed).tolist()
