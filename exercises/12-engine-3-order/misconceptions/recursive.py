"""Calls itself for each operand, 3000 deep in a long chain."""

# diagnosis: recursion-too-deep


def topological_order(output):
    order, seen = [], set()

    def visit(node):
        if id(node) not in seen:
            seen.add(id(node))
            for operand in node.operands:
                visit(operand)
            order.append(node)

    visit(output)
    return order
