"""Ends before node 1."""

# diagnosis: off-by-one


def reverse_sweep(nodes):
    """The adjoint of every node: the slope of the last node with respect to it."""
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    for index in range(len(nodes) - 1, 1, -1):
        node = nodes[index]
        for operand, partial in zip(node["operands"], node["partials"]):
            adjoints[operand] += adjoints[index] * partial
    return adjoints
