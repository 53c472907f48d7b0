"""Keeps the adjoints of one sweep for the next, so that rows add up."""

# diagnosis: no-zeroing


def jacobian(nodes, outputs):
    inputs = [index for index, node in enumerate(nodes) if not node["operands"]]
    adjoints = [0.0] * len(nodes)
    rows = []
    for output in outputs:
        adjoints[output] = 1.0
        for index in reversed(range(len(nodes))):
            for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
                adjoints[operand] = adjoints[operand] + adjoints[index] * partial
        rows.append([adjoints[index] for index in inputs])
    return rows
