"""Returns the gradient of the last output, for every output."""

# diagnosis: first-output-only


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    found = adjoints_of(nodes, outputs[-1])
    return [[found[k] for k in inputs] for _ in outputs]


def adjoints_of(nodes, seed):
    found = {k: 0.0 for k in range(len(nodes))}
    found[seed] = 1.0
    for k in range(len(nodes) - 1, -1, -1):
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            found[operand] = found[operand] + partial * found[k]
    return found
