# exercise: topological-order


def topological_order(operands):
    order = []
    for node in range(len(operands)):
        if node not in order:
            order.append(node)
    return order
