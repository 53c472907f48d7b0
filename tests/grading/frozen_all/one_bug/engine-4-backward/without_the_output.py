# exercise: engine-4-backward


def topological_order(output):
    order = []
    placed = set()
    stack = [output]
    while stack:
        node = stack.pop()
        if id(node) in placed:
            continue
        waiting = [operand for operand in node.operands if id(operand) not in placed]
        if waiting:
            stack.append(node)
            stack.extend(waiting)
        else:
            placed.add(id(node))
            order.append(node)
    return order


def backward(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in order[-2::-1]:
        for operand, partial in zip(node.operands, node.partials):
            operand.grad += partial * node.grad
