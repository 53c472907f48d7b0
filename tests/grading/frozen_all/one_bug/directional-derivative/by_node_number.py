# exercise: directional-derivative


def tangents_along(nodes, direction):
    tangents = []
    for k, node in enumerate(nodes):
        if not node["operands"]:
            tangents.append(direction[min(k, len(direction) - 1)])
        else:
            total = 0.0
            for operand, partial in zip(node["operands"], node["partials"]):
                total = total + partial * tangents[operand]
            tangents.append(total)
    return tangents
