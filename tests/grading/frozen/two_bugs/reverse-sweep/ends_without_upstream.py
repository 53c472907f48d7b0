# exercise: reverse-sweep
import numpy as np


def reverse_sweep(nodes):
    adjoints = np.ones(len(nodes))
    for node in nodes[::-1]:
        for o, p in zip(node["operands"], node["partials"]):
            adjoints[o] += p
    return list(map(float, adjoints))
