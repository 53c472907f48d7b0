"""Takes the numbers of the nodes for an order."""

# diagnosis: creation-order


def topological_order(operands):
    return list(range(len(operands)))
