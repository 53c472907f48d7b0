"""Places a node as soon as it is met, and turns the list round."""

# diagnosis: breadth-first-order


def topological_order(output):
    order, seen = [output], {id(output)}
    for node in order:
        for operand in node.operands:
            if id(operand) not in seen:
                seen.add(id(operand))
                order.append(operand)
    return order[::-1]
