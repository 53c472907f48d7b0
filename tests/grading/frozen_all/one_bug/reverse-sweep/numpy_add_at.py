# exercise: reverse-sweep

import numpy as np


def reverse_sweep(nodes):
    a = np.zeros(len(nodes))
    a[-1] = 1.0
    for k in range(len(nodes))[::-1]:
        places = list(nodes[k]["operands"])
        if places:
            a[places] += a[k] * np.array(nodes[k]["partials"])
    return a.tolist()
