"""Calls itself for an operand right after each share, with all that had come so far."""

# diagnosis: resends-whole-adjoint


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0

    def back(index):
        node = nodes[index]
        for operand, partial in zip(node["operands"], node["partials"]):
            adjoints[operand] += adjoints[index] * partial
            back(operand)

    back(len(nodes) - 1)
    return adjoints
