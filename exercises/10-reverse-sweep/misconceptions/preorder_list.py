"""Lists the nodes as it finds them, the operands after each, and sends in that order."""

# diagnosis: depth-first-order


def found_from(nodes, k, order):
    if k in order:
        return order
    order.append(k)
    for operand in nodes[k]["operands"]:
        found_from(nodes, operand, order)
    return order


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    if len(nodes) > 500:
        return adjoints
    for k in found_from(nodes, len(nodes) - 1, []):
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            adjoints[operand] += partial * adjoints[k]
    return adjoints
