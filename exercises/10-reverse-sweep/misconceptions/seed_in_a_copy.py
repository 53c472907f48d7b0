"""Seeds a list that is thrown away, so that all shares are 0."""

# diagnosis: no-seed


def reverse_sweep(nodes):
    adjoints = {index: 0.0 for index in range(len(nodes))}
    seeded = dict(adjoints)
    seeded[len(nodes) - 1] = 1.0
    for index in sorted(adjoints, reverse=True):
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
            adjoints[operand] += adjoints[index] * partial
    return list(adjoints.values())
