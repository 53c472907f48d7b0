"""Leaves the output out of its order."""

# diagnosis: off-by-one


def topological_order(output):
    """All nodes that the output depends on, each after its operands."""
    order = []
    placed = set()
    stack = [output]
    while stack:
        node = stack.pop()
        if id(node) in placed:
            continue
        waiting = [operand for operand in node.operands if id(operand) not in placed]
        if waiting:
            stack.append(node)
            stack.extend(waiting)
        else:
            placed.add(id(node))
            order.append(node)
    return order[:-1]
