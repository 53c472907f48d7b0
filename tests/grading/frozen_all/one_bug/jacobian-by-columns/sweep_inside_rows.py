# exercise: jacobian-by-columns


def tangent_sweep(nodes, seeds):
    tangents = list(seeds)
    for index, node in enumerate(nodes):
        for operand, partial in zip(node["operands"], node["partials"]):
            tangents[index] = tangents[index] + partial * tangents[operand]
    return tangents


def jacobian(nodes, outputs):
    def slope(output, start):
        seeds = [0.0] * len(nodes)
        seeds[start] = 1.0
        return tangent_sweep(nodes, seeds)[output]

    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    return [[slope(o, k) for k in inputs] for o in outputs]
