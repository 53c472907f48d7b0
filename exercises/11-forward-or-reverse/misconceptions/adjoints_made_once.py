"""Makes the list of adjoints once, and sets only the seeds anew."""

# diagnosis: no-zeroing


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    adjoints = [0.0] * len(nodes)
    rows = []
    for one in outputs:
        for other in outputs:
            adjoints[other] = 1.0 if other == one else 0.0
        for k in range(len(nodes) - 1, -1, -1):
            for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
                adjoints[operand] = adjoints[operand] + adjoints[k] * partial
        rows.append([adjoints[k] for k in inputs])
    return rows
