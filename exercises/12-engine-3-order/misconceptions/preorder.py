"""Places a node before its operands, and turns the list round: some come too early."""

# diagnosis: depth-first-order


def topological_order(output):
    order, seen, stack = [], set(), [output]
    while stack:
        node = stack.pop()
        if id(node) not in seen:
            seen.add(id(node))
            order.append(node)
            stack.extend(node.operands)
    return order[::-1]
