"""Looks through all nodes for the consumers of each."""

# diagnosis: searches-every-time


def topological_order(operands):
    """An order of the nodes in which each comes after its operands."""
    waiting_for = [len(used) for used in operands]
    ready = [node for node, count in enumerate(waiting_for) if count == 0]
    order = []
    while ready:
        node = ready.pop()
        order.append(node)
        for consumer in [k for k, used in enumerate(operands) for each in used if each == node]:
            waiting_for[consumer] -= 1
            if waiting_for[consumer] == 0:
                ready.append(consumer)
    return order
