"""Remembers which nodes were placed in a default argument, which outlives the call."""

# diagnosis: kept-between-calls


def topological_order(operands, placed=set()):
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
        if node in placed:
            continue
        placed.add(node)
        order.append(node)
        for consumer in consumers[node]:
            waiting_for[consumer] -= 1
            if waiting_for[consumer] == 0:
                ready.append(consumer)
    return order
