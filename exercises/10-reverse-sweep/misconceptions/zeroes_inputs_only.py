"""Clears the inputs between calls, and leaves the old adjoints of all other nodes."""

# diagnosis: zeroes-inputs-only

adjoints = {}


def reverse_sweep(nodes):
    for index, node in enumerate(nodes):
        if not node["operands"] or index not in adjoints:
            adjoints[index] = 0.0
    adjoints[len(nodes) - 1] = 1.0
    for index in reversed(range(len(nodes))):
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
            adjoints[operand] += adjoints[index] * partial
    return [adjoints[index] for index in range(len(nodes))]
