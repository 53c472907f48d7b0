"""Returns the row of the first output, and no other."""

# diagnosis: first-output-only


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    for output in outputs:
        found = adjoints_of(nodes, output)
        return [[found[k] for k in inputs]]


def adjoints_of(nodes, seed):
    found = {k: 0.0 for k in range(len(nodes))}
    found[seed] = 1.0
    for k in range(len(nodes) - 1, -1, -1):
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            found[operand] = found[operand] + partial * found[k]
    return found
