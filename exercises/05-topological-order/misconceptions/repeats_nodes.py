"""Puts a node down for each path that leads to it."""

# diagnosis: visits-again


def topological_order(operands):
    order = []
    todo = [node for node, used in enumerate(operands) if not used]
    while todo and len(order) < 10_000:
        node = todo.pop(0)
        order.append(node)
        todo += [consumer for consumer, used in enumerate(operands) if node in used]
    return order
