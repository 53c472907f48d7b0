# exercise: reverse-sweep
import numpy as np


def reverse_sweep(nodes):
    adj = np.zeros(len(nodes))
    adj[-1] = 1.0
    for i in reversed(range(len(nodes))):
        ops = nodes[i]["operands"]
        if ops:
            # vectorised instead of an inner loop
            adj[ops] += adj[i] * np.array(nodes[i]["partials"])
    return adj.tolist()
