# exercise: engine-3-order


def topological_order(output):
    seen = set()
    order = []
    stack = [(output, 0)]
    while stack:
        node, k = stack.pop()
        if k == 0:
            if node.data in seen:
                continue
            seen.add(node.data)
        if k < len(node.operands):
            stack.append((node, k + 1))
            stack.append((node.operands[k], 0))
        else:
            order.append(node)
    return order
