# exercise: directional-derivative


def tangents_along(nodes, direction):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    total = [0.0] * len(nodes)
    for speed, start in zip(direction, inputs):
        t = [0.0] * len(nodes)
        t[start] = speed
        for k, node in enumerate(nodes):
            for operand, partial in zip(node["operands"], node["partials"]):
                t[k] = t[k] + partial * t[operand]
        for k in range(len(nodes)):
            total[k] = total[k] + t[k]
    return total
