# exercise: engine-3-order


def topological_order(output):
    found, uses = [output], {id(output): 0}
    for node in found:
        for operand in node.operands:
            if id(operand) not in uses:
                uses[id(operand)] = 0
                found.append(operand)
            uses[id(operand)] += 1
    order, free = [], [output]
    while free:
        node = free.pop()
        order.append(node)
        for operand in node.operands:
            uses[id(operand)] -= 1
            if not uses[id(operand)]:
                free.append(operand)
    return order[::-1]
