"""Places what the node with the highest number depends on, and nothing else."""

# diagnosis: forgets-unused-nodes


def topological_order(operands):
    order, stack, done = [], [(len(operands) - 1, False)], set()
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in done:
            done.add(node)
            stack.append((node, True))
            stack += [(operand, False) for operand in operands[node]]
    return order
