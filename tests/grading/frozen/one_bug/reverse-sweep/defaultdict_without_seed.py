# exercise: reverse-sweep
from collections import defaultdict


def reverse_sweep(nodes):
    adjoint = defaultdict(float)
    for i in range(len(nodes) - 1, -1, -1):
        for k, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
            adjoint[k] += p * adjoint[i]
    return [adjoint[i] for i in range(len(nodes))]
