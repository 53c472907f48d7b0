"""Begins with the output's value, instead of its slope with respect to itself."""

# diagnosis: seeds-with-value


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = nodes[-1]["value"]
    for index in reversed(range(len(nodes))):
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
            adjoints[operand] += adjoints[index] * partial
    return adjoints
