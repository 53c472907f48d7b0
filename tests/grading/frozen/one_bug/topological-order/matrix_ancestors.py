# exercise: topological-order
import numpy as np


def topological_order(operands):
    n = len(operands)
    A = np.zeros((n, n), dtype=int)
    for i, ops in enumerate(operands):
        for j in ops:
            A[i, j] = 1
    # reach[i, j] = can I get from i to j
    reach = (A + A @ A) > 0
    # a node has always more ancestors than its operands
    return [int(k) for k in np.argsort(reach.sum(axis=1), kind="stable")]
