"""Goes over the set of operands of a node, in reverse sweeps."""

# diagnosis: forgets-multiplicity


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    rows = []
    for output in outputs:
        found = [0.0] * len(nodes)
        found[output] = 1.0
        for k in reversed(range(len(nodes))):
            node, here = nodes[k], found[k]
            for operand in set(node["operands"]):
                partial = node["partials"][node["operands"].index(operand)]
                found[operand] = found[operand] + here * partial
        rows.append([found[k] for k in inputs])
    return rows
