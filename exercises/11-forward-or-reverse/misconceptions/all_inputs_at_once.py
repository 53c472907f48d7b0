"""Lets all inputs move in one sweep, and divides nothing."""

# diagnosis: sums-the-columns


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    found = {k: 1.0 for k in inputs}
    for k, node in enumerate(nodes):
        for operand, partial in zip(node["operands"], node["partials"]):
            found[k] = found.get(k, 0.0) + partial * found[operand]
    return [[found[output]] * len(inputs) for output in outputs]
