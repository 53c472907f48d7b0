"""Marks the objects that were placed, and the marks stay."""

# diagnosis: kept-between-calls


def topological_order(output):
    """All nodes that the output depends on, each after its operands."""
    order = []
    stack = [output]
    while stack:
        node = stack.pop()
        if hasattr(node, "placed"):
            continue
        waiting = [operand for operand in node.operands if not hasattr(operand, "placed")]
        if waiting:
            stack.append(node)
            stack.extend(waiting)
        else:
            node.placed = True
            order.append(node)
    return order
