"""Takes the numbers of the nodes from the last to the first."""

# diagnosis: creation-order


def topological_order(operands):
    order = []
    while len(order) < len(operands):
        order.append(len(operands) - 1 - len(order))
    return order
