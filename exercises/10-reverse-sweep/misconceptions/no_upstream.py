"""Adds the partial alone, without the adjoint of the node it comes from."""

# diagnosis: no-upstream


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    for index in reversed(range(len(nodes))):
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
            adjoints[operand] += partial
    return adjoints
