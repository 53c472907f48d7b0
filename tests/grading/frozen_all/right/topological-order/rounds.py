# exercise: topological-order


def topological_order(operands):
    order, placed = [], set()
    consumers = {k: set() for k in range(len(operands))}
    for k, ks in enumerate(operands):
        for operand in ks:
            consumers[operand].add(k)
    layer = [k for k in consumers if not operands[k]]
    while layer:
        order += layer
        placed.update(layer)
        later = {c for k in layer for c in consumers[k]}
        layer = sorted(c for c in later - placed if placed.issuperset(operands[c]))
    return order
