"""With a matrix of ones."""

from itertools import permutations

import numpy as np


def order(edges):
    n = 1 + max(b for _, b in edges)
    ones = np.zeros((n, n), dtype=int)
    for a, b in edges:
        ones[a, b] = 1
    inner = [k for k in range(n) if ones[k].any() and ones[:, k].any()]

    def cost(tried):
        left, total = ones.copy(), 0
        for k in tried:
            total += left[:, k].sum() * left[k].sum()
            left |= np.outer(left[:, k], left[k])
            left[k] = 0
            left[:, k] = 0
        return total

    return list(min(permutations(inner), key=cost))
