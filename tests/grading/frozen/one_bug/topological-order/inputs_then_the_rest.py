# exercise: topological-order
def topological_order(operands):
    # inputs need nothing -> they go first. The other ones come in the order they were made
    first = [k for k, ops in enumerate(operands) if len(ops) == 0]
    rest = [k for k, ops in enumerate(operands) if len(ops) > 0]
    return first + rest
