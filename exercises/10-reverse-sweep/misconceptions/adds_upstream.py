"""Adds partial and adjoint, where the links of a chain are multiplied."""

# diagnosis: adds-upstream


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    for index in reversed(range(len(nodes))):
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
            adjoints[operand] += partial + adjoints[index]
    return adjoints
