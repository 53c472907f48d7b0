"""Does a sweep for each entry: one would serve all outputs."""

# diagnosis: sweep-for-each-entry


def tangent_sweep(nodes, seeds):
    tangents = list(seeds)
    for index, node in enumerate(nodes):
        for operand, partial in zip(node["operands"], node["partials"]):
            tangents[index] = tangents[index] + partial * tangents[operand]
    return tangents


def jacobian(nodes, outputs):
    inputs = [index for index, node in enumerate(nodes) if not node["operands"]]
    return [[slope(nodes, output, index) for index in inputs] for output in outputs]


def slope(nodes, output, index):
    seeds = [0.0] * len(nodes)
    seeds[index] = 1.0
    return tangent_sweep(nodes, seeds)[output]
