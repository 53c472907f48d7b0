"""Reverses the edges of a node, and not the order of the nodes."""

# diagnosis: not-reversed


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[len(nodes) - 1] = 1.0
    for index, node in enumerate(nodes):
        for operand, partial in reversed(list(zip(node["operands"], node["partials"]))):
            adjoints[operand] = adjoints[operand] + partial * adjoints[index]
    return adjoints
