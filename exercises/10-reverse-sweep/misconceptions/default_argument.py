"""A list as default argument lives on between calls."""

# diagnosis: no-zeroing


def reverse_sweep(nodes, adjoints=[]):
    while len(adjoints) < len(nodes):
        adjoints.append(0.0)
    adjoints[len(nodes) - 1] += 1.0
    for index in range(len(nodes) - 1, -1, -1):
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
            adjoints[operand] += partial * adjoints[index]
    return adjoints[: len(nodes)]
