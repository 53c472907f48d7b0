"""Gives the last input the first speed."""

# diagnosis: seeds-wrong-input


def tangents_along(nodes, direction):
    """How fast every node moves when the inputs move as `direction` says."""
    speeds = reversed(direction)
    tangents = []
    for node in nodes:
        tangent = 0.0 if node["operands"] else next(speeds)
        for operand, partial in zip(node["operands"], node["partials"]):
            tangent = tangent + partial * tangents[operand]
        tangents.append(tangent)
    return tangents
