# exercise: jacobian-by-columns


def tangent_sweep(nodes, seeds):
    tangents = list(seeds)
    for index, node in enumerate(nodes):
        for operand, partial in zip(node["operands"], node["partials"]):
            tangents[index] = tangents[index] + partial * tangents[operand]
    return tangents


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    rows = [[] for _ in outputs]
    seeds = [0.0] * len(nodes)
    for k in inputs:
        seeds[k] = 1.0
        column = tangent_sweep(nodes, seeds)
        for row, output in zip(rows, outputs):
            row.append(column[output])
    return rows
