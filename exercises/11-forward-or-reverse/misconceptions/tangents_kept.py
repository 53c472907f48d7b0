"""Keeps the tangents of one sweep for the next."""

# diagnosis: no-zeroing


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    found = [0.0] * len(nodes)
    columns = []
    for seed in inputs:
        found[seed] = 1.0
        for k, node in enumerate(nodes):
            for operand, partial in zip(node["operands"], node["partials"]):
                found[k] = found[k] + partial * found[operand]
        columns.append([found[output] for output in outputs])
    return [list(row) for row in zip(*columns)]
