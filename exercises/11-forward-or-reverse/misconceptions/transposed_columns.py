"""Forward sweeps give columns, and they are returned as rows."""

# diagnosis: transposed


def jacobian(nodes, outputs):
    """The slope of every output with respect to every input: a row for each output."""
    inputs = [index for index, node in enumerate(nodes) if not node["operands"]]
    if len(outputs) < len(inputs):
        rows = []
        for output in outputs:
            adjoints = reverse_sweep(nodes, output)
            rows.append([adjoints[index] for index in inputs])
        return rows
    columns = []
    for index in inputs:
        tangents = forward_sweep(nodes, index)
        columns.append([tangents[output] for output in outputs])
    return columns


def forward_sweep(nodes, seed):
    tangents = []
    for index, node in enumerate(nodes):
        total = 1.0 if index == seed else 0.0
        for operand, partial in zip(node["operands"], node["partials"]):
            total = total + partial * tangents[operand]
        tangents.append(total)
    return tangents


def reverse_sweep(nodes, seed):
    adjoints = [0.0] * len(nodes)
    adjoints[seed] = 1.0
    for index in reversed(range(len(nodes))):
        node = nodes[index]
        for operand, partial in zip(node["operands"], node["partials"]):
            adjoints[operand] = adjoints[operand] + adjoints[index] * partial
    return adjoints
