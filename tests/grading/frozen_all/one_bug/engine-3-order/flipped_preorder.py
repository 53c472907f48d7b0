# exercise: engine-3-order


def topological_order(output):
    found = []
    names = set()
    todo = [output]
    while todo:
        node = todo.pop()
        if id(node) in names:
            continue
        names.add(id(node))
        found.insert(0, node)
        todo += list(node.operands)
    return found
