"""Hands a share to the last operand, and to no other."""

# diagnosis: first-operand-only


def reverse_sweep(nodes):
    """The adjoint of every node: the slope of the last node with respect to it."""
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    for index in reversed(range(len(nodes))):
        node = nodes[index]
        if node["operands"]:
            adjoints[node["operands"][-1]] += adjoints[index] * node["partials"][-1]
    return adjoints
