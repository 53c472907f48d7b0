"""Returns a row for each input, in both modes."""

# diagnosis: transposed


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    if len(outputs) < len(inputs):
        rows = [adjoints_of(nodes, output) for output in outputs]
        return [[row[k] for row in rows] for k in inputs]
    columns = [tangents_of(nodes, k) for k in inputs]
    return [[column[output] for output in outputs] for column in columns]


def tangents_of(nodes, seed):
    found = {}
    for k, node in enumerate(nodes):
        found[k] = 1.0 if k == seed else 0.0
        for operand, partial in zip(node["operands"], node["partials"]):
            found[k] = found[k] + partial * found[operand]
    return found


def adjoints_of(nodes, seed):
    found = {k: 0.0 for k in range(len(nodes))}
    found[seed] = 1.0
    for k in range(len(nodes) - 1, -1, -1):
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            found[operand] = found[operand] + partial * found[k]
    return found
