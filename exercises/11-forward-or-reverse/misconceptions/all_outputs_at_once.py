"""Weights all outputs with 1, and returns that one row for each."""

# diagnosis: sums-the-rows


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    found = {k: float(k in outputs) for k in range(len(nodes))}
    for k in sorted(found, reverse=True):
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            found[operand] = found[operand] + partial * found[k]
    return [[found[k] for k in inputs] for _ in outputs]
