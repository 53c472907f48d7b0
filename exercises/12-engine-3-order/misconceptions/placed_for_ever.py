"""Remembers which objects were placed in a default argument, which outlives the call."""

# diagnosis: kept-between-calls


def topological_order(output, placed=set()):
    """All nodes that the output depends on, each after its operands."""
    order = []
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
    return order
