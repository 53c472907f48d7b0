"""Keeps the seeds in a default argument, which is one list for all calls."""

# diagnosis: stale-seed


def tangent_sweep(nodes, seeds):
    tangents = list(seeds)
    for index, node in enumerate(nodes):
        for operand, partial in zip(node["operands"], node["partials"]):
            tangents[index] = tangents[index] + partial * tangents[operand]
    return tangents


def jacobian(nodes, outputs):
    columns = []
    for index, node in enumerate(nodes):
        if not node["operands"]:
            tangents = tangent_sweep(nodes, seeded(index, len(nodes)))
            columns.append([tangents[output] for output in outputs])
    return [list(row) for row in zip(*columns)]


def seeded(index, count, seeds={}):
    seeds[index] = 1.0
    return [seeds.get(k, 0.0) for k in range(count)]
