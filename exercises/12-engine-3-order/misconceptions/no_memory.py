"""Visits a node again for every path that leads to it."""

# diagnosis: enumerates-paths


def topological_order(output):
    order = []
    stack = [output]
    while stack:
        node = stack.pop()
        order.append(node)
        stack.extend(node.operands)
    kept = []
    for node in reversed(order):
        if not any(node is other for other in kept):
            kept.append(node)
    return kept
