"""Does one sweep along all inputs and writes its numbers into every column."""

# diagnosis: seeds-everything


def tangent_sweep(nodes, seeds):
    tangents = list(seeds)
    for index, node in enumerate(nodes):
        for operand, partial in zip(node["operands"], node["partials"]):
            tangents[index] = tangents[index] + partial * tangents[operand]
    return tangents


def jacobian(nodes, outputs):
    inputs = [index for index, node in enumerate(nodes) if not node["operands"]]
    seeds = [1.0 if index in inputs else 0.0 for index in range(len(nodes))]
    tangents = tangent_sweep(nodes, seeds)
    return [[tangents[output] for _ in inputs] for output in outputs]
