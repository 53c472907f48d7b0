"""Hands a share to the first operand, and to no other."""

# diagnosis: first-operand-only


def reverse_sweep(nodes):
    """The adjoint of every node: the slope of the last node with respect to it."""
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    for index in reversed(range(len(nodes))):
        node = nodes[index]
        for operand, partial in zip(node["operands"], node["partials"][:1]):
            adjoints[operand] += adjoints[index] * partial
    return adjoints
