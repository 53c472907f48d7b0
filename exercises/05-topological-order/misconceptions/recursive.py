"""One call inside the other for every node of a chain."""

# diagnosis: recursion-too-deep


def topological_order(operands):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for operand in operands[node]:
                visit(operand)
            order.append(node)

    for node in range(len(operands)):
        visit(node)
    return order
