"""Turns the list of the caller round."""

# diagnosis: changes-arguments


def reverse_sweep(nodes):
    """The adjoint of every node: the slope of the last node with respect to it."""
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    nodes.reverse()
    for place, node in enumerate(nodes):
        index = len(nodes) - 1 - place
        for operand, partial in zip(node["operands"], node["partials"]):
            adjoints[operand] += adjoints[index] * partial
    return adjoints
