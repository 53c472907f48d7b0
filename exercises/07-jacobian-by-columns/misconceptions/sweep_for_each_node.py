"""Does a sweep for every node, and keeps those of the inputs."""

# diagnosis: sweep-for-each-entry


def tangent_sweep(nodes, seeds):
    tangents = list(seeds)
    for index, node in enumerate(nodes):
        for operand, partial in zip(node["operands"], node["partials"]):
            tangents[index] = tangents[index] + partial * tangents[operand]
    return tangents


def jacobian(nodes, outputs):
    sweeps = []
    for index in range(len(nodes)):
        seeds = [0.0] * len(nodes)
        seeds[index] = 1.0
        sweeps.append(tangent_sweep(nodes, seeds))
    inputs = [index for index, node in enumerate(nodes) if not node["operands"]]
    return [[sweeps[index][output] for index in inputs] for output in outputs]
