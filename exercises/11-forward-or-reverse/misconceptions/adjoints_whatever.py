"""Does one reverse sweep for each output, however many there are."""

# diagnosis: always-reverse


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    rows = [adjoints_of(nodes, output) for output in outputs]
    return [[row[k] for k in inputs] for row in rows]


def adjoints_of(nodes, seed):
    found = {k: 0.0 for k in range(len(nodes))}
    found[seed] = 1.0
    for k in range(len(nodes) - 1, -1, -1):
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            found[operand] = found[operand] + partial * found[k]
    return found
