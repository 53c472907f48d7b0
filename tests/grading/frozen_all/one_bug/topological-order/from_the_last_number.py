# exercise: topological-order


def topological_order(operands):
    done = set()
    order = []
    stack = [(len(operands) - 1, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            if node not in done:
                done.add(node)
                order.append(node)
        elif node not in done:
            stack.append((node, True))
            stack.extend((k, False) for k in operands[node])
    return order
