"""Returns the sum of the rows as the only row."""

# diagnosis: sums-the-rows


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    found = [1.0 if k in outputs else 0.0 for k in range(len(nodes))]
    for k, node in reversed(list(enumerate(nodes))):
        for operand, partial in zip(node["operands"], node["partials"]):
            found[operand] = found[operand] + partial * found[k]
    return [[found[k] for k in inputs]]
