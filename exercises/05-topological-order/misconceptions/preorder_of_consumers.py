"""Goes from an input to its consumers, depth first, and puts each down when it is met."""

# diagnosis: depth-first-order


def topological_order(operands):
    consumers = [[] for _ in operands]
    for node, used in enumerate(operands):
        for operand in used:
            consumers[operand].append(node)
    stack = [node for node, used in enumerate(operands) if not used]
    order, seen = [], set()
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        order.append(node)
        stack.extend(consumers[node])
    return order
