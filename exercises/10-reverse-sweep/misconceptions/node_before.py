"""Takes the adjoint of the node before."""

# diagnosis: off-by-one


def reverse_sweep(nodes):
    """The adjoint of every node: the slope of the last node with respect to it."""
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    for index in reversed(range(len(nodes))):
        node = nodes[index]
        for operand, partial in zip(node["operands"], node["partials"]):
            adjoints[operand] += adjoints[index - 1] * partial
    return adjoints
