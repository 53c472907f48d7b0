"""Never sets the adjoint of the output, so that all shares are 0."""

# diagnosis: no-seed


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    for index in reversed(range(len(nodes))):
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
            adjoints[operand] += adjoints[index] * partial
    return adjoints
