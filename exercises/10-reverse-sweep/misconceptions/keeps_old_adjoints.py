"""Keeps the adjoints between calls, so that a second call adds to the first."""

# diagnosis: no-zeroing

adjoints = {}


def reverse_sweep(nodes):
    for index in range(len(nodes)):
        adjoints.setdefault(index, 0.0)
    adjoints[len(nodes) - 1] = 1.0
    for index in reversed(range(len(nodes))):
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
            adjoints[operand] += adjoints[index] * partial
    return [adjoints[index] for index in range(len(nodes))]
