"""Multiplies by the number of the node, where the partial belongs."""

# diagnosis: value-for-partial


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
    return order


def backward(output):
    """Set the grad of every node that the output depends on."""
    order = topological_order(output)
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for operand, partial in zip(node.operands, node.partials):
            operand.grad += node.grad * node.data
