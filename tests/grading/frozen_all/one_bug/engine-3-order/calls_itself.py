# exercise: engine-3-order


def topological_order(output):
    order, placed = [], set()

    def place(node):
        if id(node) not in placed:
            placed.add(id(node))
            for operand in node.operands:
                place(operand)
            order.append(node)

    place(output)
    return order
