# exercise: topological-order
def topological_order(operands):
    n = len(operands)
    ends = set(range(n))
    for ops in operands:
        ends -= set(ops)
    order = []
    stack = sorted(ends)
    while stack:
        cur = stack.pop(0)
        order.append(cur)
        for o in operands[cur]:
            stack.append(o)
    return order
