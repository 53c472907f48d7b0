"""Sweeps over the edges as a matrix, and its transpose."""

import numpy as np


def hessian_times(nodes, v):
    n = len(nodes)
    slopes, tangents = np.zeros((n, n)), np.zeros(n)
    inputs = [k for k, node in enumerate(nodes) if node["op"] == "input"]
    tangents[inputs] = v
    for j, node in enumerate(nodes):
        for k, partial in zip(node["operands"], node["partials"]):
            slopes[j, k] += partial
            tangents[j] += partial * tangents[k]
    bends = np.zeros((n, n))
    for j, node in enumerate(nodes):
        for k, row in zip(node["operands"], node["seconds"]):
            bends[j, k] += np.dot(row, tangents[node["operands"]])
    adjoints, moved = np.zeros(n), np.zeros(n)
    adjoints[-1] = 1.0
    for j in range(n - 1, -1, -1):
        moved += slopes[j] * moved[j] + bends[j] * adjoints[j]
        adjoints += slopes[j] * adjoints[j]
    return moved.tolist()
