"""Orders the nodes that occur on an edge, and forgets an input that nothing uses."""

# diagnosis: forgets-unused-nodes


def topological_order(operands):
    left = {node for node, used in enumerate(operands) if used}
    left |= {operand for used in operands for operand in used}
    order, done = [], set()
    while left:
        ready = [node for node in left if done.issuperset(operands[node])]
        order += ready
        done.update(ready)
        left.difference_update(ready)
    return order
