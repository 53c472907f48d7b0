"""Places the inputs first, and the others in the order of their numbers."""

# diagnosis: creation-order


def topological_order(operands):
    inputs = [node for node in range(len(operands)) if not operands[node]]
    return inputs + [node for node in range(len(operands)) if operands[node]]
