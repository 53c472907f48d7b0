"""Begins at one node that nothing uses, and misses all that it does not need."""

# diagnosis: forgets-unused-nodes


def topological_order(operands):
    used = {operand for each in operands for operand in each}
    output = next(node for node in range(len(operands)) if node not in used)
    order, seen = [], set()
    stack = [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((operand, False) for operand in operands[node])
    return order
