# exercise: topological-order
def topological_order(operands):
    used = set()
    for ops in operands:
        used |= set(ops)
    output = next(i for i in range(len(operands)) if i not in used)

    order, done = [], set()
    todo = [(output, False)]
    while todo:
        node, expanded = todo.pop()
        if node in done:
            continue
        if expanded:
            done.add(node)
            order.append(node)
        else:
            todo.append((node, True))
            for o in operands[node]:
                todo.append((o, False))
    return order
