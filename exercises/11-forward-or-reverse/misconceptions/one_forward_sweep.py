"""Seeds all inputs at once, and takes the sum of the columns for each of them."""

# diagnosis: sums-the-columns


def jacobian(nodes, outputs):
    inputs = [index for index, node in enumerate(nodes) if not node["operands"]]
    tangents = []
    for node in nodes:
        total = 0.0 if node["operands"] else 1.0
        for operand, partial in zip(node["operands"], node["partials"]):
            total = total + partial * tangents[operand]
        tangents.append(total)
    return [[tangents[output] for _ in inputs] for output in outputs]
