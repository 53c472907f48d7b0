"""Seeds all outputs at once and reads the sum of the rows as each row."""

# diagnosis: sums-the-rows


def jacobian(nodes, outputs):
    inputs = [index for index, node in enumerate(nodes) if not node["operands"]]
    adjoints = [0.0] * len(nodes)
    for output in outputs:
        adjoints[output] = 1.0
    for index in reversed(range(len(nodes))):
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
            adjoints[operand] = adjoints[operand] + adjoints[index] * partial
    return [[adjoints[index] for index in inputs] for _ in outputs]
