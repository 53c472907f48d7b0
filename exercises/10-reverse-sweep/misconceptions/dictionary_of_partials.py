"""Keeps the partials by operand, so that one of the two edges of x·x is lost."""

# diagnosis: forgets-multiplicity


def reverse_sweep(nodes):
    edges = [dict(zip(node["operands"], node["partials"])) for node in nodes]
    adjoints = [0.0 for _ in nodes]
    adjoints[len(nodes) - 1] = 1.0
    for index in range(len(nodes) - 1, -1, -1):
        for operand in edges[index]:
            adjoints[operand] += adjoints[index] * edges[index][operand]
    return adjoints
