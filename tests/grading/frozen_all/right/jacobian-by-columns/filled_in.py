# exercise: jacobian-by-columns


def tangent_sweep(nodes, seeds):
    tangents = list(seeds)
    for index, node in enumerate(nodes):
        for operand, partial in zip(node["operands"], node["partials"]):
            tangents[index] = tangents[index] + partial * tangents[operand]
    return tangents


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if node["operands"] == []]
    rows = [[0.0] * len(inputs) for _ in outputs]
    for column, start in enumerate(inputs):
        seeds = [float(k == start) for k in range(len(nodes))]
        tangents = tangent_sweep(nodes, seeds)
        for row, output in enumerate(outputs):
            rows[row][column] = tangents[output]
    return rows
