"""Goes by the shortest distance from an input: a node may still wait for another operand."""

# diagnosis: breadth-first-order

from collections import deque


def topological_order(operands):
    consumers = [[] for _ in operands]
    for node, used in enumerate(operands):
        for operand in used:
            consumers[operand].append(node)
    queue = deque(node for node, used in enumerate(operands) if not used)
    seen = set(queue)
    order = []
    while queue:
        node = queue.popleft()
        order.append(node)
        for consumer in consumers[node]:
            if consumer not in seen:
                seen.add(consumer)
                queue.append(consumer)
    return order
