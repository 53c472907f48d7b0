# exercise: jacobian-by-columns


def tangent_sweep(nodes, seeds):
    tangents = list(seeds)
    for index, node in enumerate(nodes):
        for operand, partial in zip(node["operands"], node["partials"]):
            tangents[index] = tangents[index] + partial * tangents[operand]
    return tangents


def jacobian(nodes, outputs):
    result = []
    for i in range(len(nodes)):
        if nodes[i]["operands"] == []:
            seeds = [1.0 if j == i else 0.0 for j in range(len(nodes))]
            t = tangent_sweep(nodes, seeds)
            result.append([t[o] for o in outputs])
    return result
