"""A NumPy vector; np.add.at adds for every edge, also for two to one operand."""

import numpy as np


def reverse_sweep(nodes):
    adjoints = np.zeros(len(nodes))
    adjoints[-1] = 1
    for k, node in reversed(list(enumerate(nodes))):
        if node["operands"]:
            np.add.at(adjoints, node["operands"], adjoints[k] * np.array(node["partials"]))
    return adjoints
