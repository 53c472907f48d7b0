"""Moves the last input only."""

# diagnosis: direction-cut


def tangents_along(nodes, direction):
    """How fast every node moves when the inputs move as `direction` says."""
    speeds = iter([0.0] * (len(direction) - 1) + direction[-1:])
    tangents = []
    for node in nodes:
        tangent = 0.0 if node["operands"] else next(speeds)
        for operand, partial in zip(node["operands"], node["partials"]):
            tangent = tangent + partial * tangents[operand]
        tangents.append(tangent)
    return tangents
