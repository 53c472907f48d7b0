# exercise: jacobian-by-columns


def tangent_sweep(nodes, seeds):
    tangents = list(seeds)
    for index, node in enumerate(nodes):
        for operand, partial in zip(node["operands"], node["partials"]):
            tangents[index] = tangents[index] + partial * tangents[operand]
    return tangents


def jacobian(nodes, outputs):
    rows = [[] for _ in outputs]
    for k, node in enumerate(nodes):
        if node["operands"]:
            continue
        seeds = [0.0] * len(nodes)
        seeds[k] = 1.0
        tangents = tangent_sweep(nodes, seeds)
        for row, tangent in zip(rows, tangents[-len(outputs) :]):
            row.append(tangent)
    return rows
