"""Remembers nodes by what they hold: two with the same number are one."""

# diagnosis: nodes-merged-by-value


def topological_order(output):
    """All nodes that the output depends on, each after its operands."""
    order = []
    placed = set()
    stack = [output]
    while stack:
        node = stack.pop()
        if node.data in placed:
            continue
        waiting = [operand for operand in node.operands if operand.data not in placed]
        if waiting:
            stack.append(node)
            stack.extend(waiting)
        else:
            placed.add(node.data)
            order.append(node)
    return order
