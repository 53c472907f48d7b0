"""Visits each operand once, so that one of the two edges of x·x is lost."""

# diagnosis: forgets-multiplicity


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    for index in reversed(range(len(nodes))):
        node = nodes[index]
        for operand in set(node["operands"]):
            partial = node["partials"][node["operands"].index(operand)]
            adjoints[operand] += adjoints[index] * partial
    return adjoints
