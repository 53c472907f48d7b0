# exercise: engine-3-order


def topological_order(output):
    found = {id(output): output}
    todo = [output]
    uses = {}
    while todo:
        node = todo.pop()
        for operand in node.operands:
            uses[id(operand)] = uses.get(id(operand), 0) + 1
            if id(operand) not in found:
                found[id(operand)] = operand
                todo.append(operand)
    order = []
    free = [output]
    while free:
        node = free.pop()
        order.append(node)
        for operand in node.operands:
            uses[id(operand)] -= 1
            if uses[id(operand)] == 0:
                free.append(operand)
    order.reverse()
    return order
