"""Counts the operands of x·x once, and takes off both edges: the count falls below 0."""

# diagnosis: forgets-multiplicity


def topological_order(operands):
    waiting_for = {node: len(set(used)) for node, used in enumerate(operands)}
    order = []
    ready = [node for node in waiting_for if waiting_for[node] == 0]
    while ready:
        current = ready.pop(0)
        order.append(current)
        for node, used in enumerate(operands):
            for operand in used:
                if operand == current:
                    waiting_for[node] -= 1
                    if waiting_for[node] == 0:
                        ready.append(node)
    return order
