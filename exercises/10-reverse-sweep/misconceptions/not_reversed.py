"""Begins at the inputs, whose adjoints are still 0."""

# diagnosis: not-reversed


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    for index in range(len(nodes)):
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
            adjoints[operand] += adjoints[index] * partial
    return adjoints
