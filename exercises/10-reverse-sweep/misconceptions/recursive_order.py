"""Finds an order by recursion, one call inside the other for every node."""

# diagnosis: recursion-too-deep


def reverse_sweep(nodes):
    order, seen = [], set()

    def visit(index):
        if index not in seen:
            seen.add(index)
            for operand in nodes[index]["operands"]:
                visit(operand)
            order.append(index)

    visit(len(nodes) - 1)
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    for index in reversed(order):
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
            adjoints[operand] += adjoints[index] * partial
    return adjoints
