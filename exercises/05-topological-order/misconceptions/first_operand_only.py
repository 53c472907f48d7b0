"""Waits for the first operand of a node only."""

# diagnosis: one-operand-is-enough


def topological_order(operands):
    order, seen = [], set()
    for start in range(len(operands)):
        path, node = [], start
        while node not in seen:
            seen.add(node)
            path.append(node)
            if not operands[node]:
                break
            node = operands[node][0]
        order.extend(reversed(path))
    return order
