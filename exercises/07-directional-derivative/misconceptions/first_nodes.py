"""Begins with the direction as the first tangents, as if the inputs stood first."""

# diagnosis: seeds-wrong-input


def tangents_along(nodes, direction):
    tangents = list(direction)
    for node in nodes[len(direction) :]:
        tangent = 0.0
        for operand, partial in zip(node["operands"], node["partials"]):
            tangent = tangent + partial * tangents[operand]
        tangents.append(tangent)
    return tangents
