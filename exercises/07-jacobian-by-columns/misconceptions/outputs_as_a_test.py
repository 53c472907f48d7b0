"""Goes through the nodes and keeps those that are outputs: the order asked for is lost."""

# diagnosis: outputs-reordered


def tangent_sweep(nodes, seeds):
    """The tangent of every node: how it moves if each node k is pushed by seeds[k]."""
    tangents = list(seeds)
    for index, node in enumerate(nodes):
        for operand, partial in zip(node["operands"], node["partials"]):
            tangents[index] = tangents[index] + partial * tangents[operand]
    return tangents


def jacobian(nodes, outputs):
    """The slope of every output in every input: a row for each output."""
    columns = []
    for index, node in enumerate(nodes):
        if not node["operands"]:
            seeds = [0.0] * len(nodes)
            seeds[index] = 1.0
            tangents = tangent_sweep(nodes, seeds)
            columns.append([t for k, t in enumerate(tangents) if k in outputs])
    return [list(row) for row in zip(*columns)]
