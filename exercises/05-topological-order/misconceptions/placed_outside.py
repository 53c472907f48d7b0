"""Has the set of placed nodes outside of the function, and never empties it."""

# diagnosis: kept-between-calls

PLACED = set()


def topological_order(operands):
    """An order of the nodes in which each comes after its operands."""
    consumers = [[] for _ in operands]
    waiting_for = [len(used) for used in operands]
    for node, used in enumerate(operands):
        for operand in used:
            consumers[operand].append(node)
    ready = [node for node, count in enumerate(waiting_for) if count == 0]
    order = []
    while ready:
        node = ready.pop()
        if node not in PLACED:
            PLACED.add(node)
            order.append(node)
        for consumer in consumers[node]:
            waiting_for[consumer] -= 1
            if waiting_for[consumer] == 0:
                ready.append(consumer)
    return order
