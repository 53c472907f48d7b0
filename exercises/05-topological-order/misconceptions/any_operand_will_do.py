"""Takes a node as soon as one of its operands has been."""

# diagnosis: one-operand-is-enough


def topological_order(operands):
    order = [node for node, used in enumerate(operands) if not used]
    grown = True
    while grown:
        grown = False
        for node, used in enumerate(operands):
            if node not in order and any(operand in order for operand in used):
                order.append(node)
                grown = True
    return order
