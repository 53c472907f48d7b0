"""Seeds all nodes that nothing uses, as if each were the output."""

# diagnosis: seeds-everything

import numpy as np


def reverse_sweep(nodes):
    used = {operand for node in nodes for operand in node["operands"]}
    adjoints = np.array([0.0 if k in used else 1.0 for k in range(len(nodes))])
    for k in range(len(nodes) - 1, -1, -1):
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            adjoints[operand] += adjoints[k] * partial
    return adjoints.tolist()
