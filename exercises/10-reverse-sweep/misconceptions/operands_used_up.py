"""Takes the operands out of the nodes of the caller."""

# diagnosis: changes-arguments


def reverse_sweep(nodes):
    """The adjoint of every node: the slope of the last node with respect to it."""
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    for index in reversed(range(len(nodes))):
        node = nodes[index]
        while node["operands"]:
            adjoints[node["operands"].pop()] += adjoints[index] * node["partials"].pop()
    return adjoints
