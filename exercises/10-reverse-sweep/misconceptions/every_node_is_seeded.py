"""Begins with 1 for every node."""

# diagnosis: seeds-everything


def reverse_sweep(nodes):
    adjoints = [1.0 for _ in nodes]
    for k in reversed(range(len(nodes))):
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            adjoints[operand] += adjoints[k] * partial
    return adjoints
