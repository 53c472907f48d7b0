"""Waits for the consumers of a node instead of its operands."""

# diagnosis: not-reversed


def topological_order(operands):
    left = set(range(len(operands)))
    order = []
    while left:
        needed = {operand for node in left for operand in operands[node]}
        ready = sorted(left - needed)
        order.extend(ready)
        left -= set(ready)
    return order
