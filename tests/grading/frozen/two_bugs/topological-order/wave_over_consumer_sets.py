# exercise: topological-order
def topological_order(operands):
    useful = {o for ops in operands for o in ops}
    order = [k for k in range(len(operands)) if operands[k] == [] and k in useful]
    changed = True
    while changed:
        changed = False
        for k, ops in enumerate(operands):
            if k in order:
                continue
            for o in ops:
                if o in order:
                    order.append(k)
                    changed = True
                    break
    return order
