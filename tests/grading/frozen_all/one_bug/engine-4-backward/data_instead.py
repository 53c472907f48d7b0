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
    nodes = topological_order(output)
    for n in nodes:
        n.grad = 0.0
    output.grad = 1.0
    while nodes:
        n = nodes.pop()
        for operand in n.operands:
            operand.grad += operand.data * n.grad
