# exercise: engine-3-order


def topological_order(output, visited=set()):
    order = []
    stack = [(output, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif id(node) not in visited:
            visited.add(id(node))
            stack.append((node, True))
            for operand in node.operands:
                stack.append((operand, False))
    return order
