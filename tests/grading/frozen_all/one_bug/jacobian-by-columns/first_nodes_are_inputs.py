# exercise: jacobian-by-columns


def tangent_sweep(nodes, seeds):
    tangents = list(seeds)
    for index, node in enumerate(nodes):
        for operand, partial in zip(node["operands"], node["partials"]):
            tangents[index] = tangents[index] + partial * tangents[operand]
    return tangents


def jacobian(nodes, outputs):
    count = sum(1 for node in nodes if not node["operands"])
    columns = []
    for k in range(count):
        seeds = [0.0] * len(nodes)
        seeds[k] = 1.0
        columns.append(tangent_sweep(nodes, seeds))
    return [[columns[k][o] for k in range(count)] for o in outputs]
