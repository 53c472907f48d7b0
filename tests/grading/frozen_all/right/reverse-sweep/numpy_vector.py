# exercise: reverse-sweep

import numpy as np


def reverse_sweep(nodes):
    adjoints = np.zeros(len(nodes))
    adjoints[-1] = 1
    for k, node in reversed(list(enumerate(nodes))):
        np.add.at(
            adjoints, np.array(node["operands"], int), adjoints[k] * np.array(node["partials"])
        )
    return adjoints
