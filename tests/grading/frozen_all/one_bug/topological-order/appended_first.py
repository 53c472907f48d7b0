# exercise: topological-order


def topological_order(operands):
    used = {k for ks in operands for k in ks}
    stack = [k for k in range(len(operands)) if k not in used]
    order, seen = [], set()
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        order.append(node)
        stack.extend(operands[node])
    return order[::-1]
