# exercise: engine-3-order


def topological_order(output):
    seen = set()
    order = []
    stack = [output]
    while stack:
        top = stack[-1]
        rest = [o for o in top.operands if id(o) not in seen]
        if id(top) in seen:
            stack.pop()
        elif rest:
            stack.append(rest[0])
        else:
            seen.add(id(top))
            order.append(top)
            stack.pop()
    order.reverse()
    return order
