"""Never takes a node off the list of those that wait."""

# diagnosis: visits-again


def topological_order(operands):
    order = []
    for _ in operands:
        for node, used in enumerate(operands):
            if all(operand in order for operand in used):
                order.append(node)
        if len(order) > 5000:
            break
    return order
