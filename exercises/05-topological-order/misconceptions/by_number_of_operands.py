"""Sorts by how many operands a node has; inputs come first, and the rest by chance."""

# diagnosis: creation-order


def topological_order(operands):
    return sorted(range(len(operands)), key=lambda node: (len(operands[node]), node))
