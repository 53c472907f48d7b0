"""Ends one node too early, so that an input at the end has no column."""

# diagnosis: off-by-one


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
    for index, node in enumerate(nodes[:-2]):
        if not node["operands"]:
            seeds = [0.0] * len(nodes)
            seeds[index] = 1.0
            tangents = tangent_sweep(nodes, seeds)
            columns.append([tangents[output] for output in outputs])
    return [list(row) for row in zip(*columns)]
