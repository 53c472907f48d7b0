"""Puts a node down before its operands have been: depth first, on the way in."""

# diagnosis: depth-first-order


def topological_order(operands):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            order.append(node)
            for operand in operands[node]:
                visit(operand)

    for node in range(len(operands)):
        visit(node)
    return order
