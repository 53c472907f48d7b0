"""Divides the direction by its length first."""

# diagnosis: normalises-direction


def tangents_along(nodes, direction):
    """How fast every node moves when the inputs move as `direction` says."""
    length = sum(speed * speed for speed in direction) ** 0.5 or 1.0
    speeds = iter([speed / length for speed in direction])
    tangents = []
    for node in nodes:
        tangent = 0.0 if node["operands"] else next(speeds)
        for operand, partial in zip(node["operands"], node["partials"]):
            tangent = tangent + partial * tangents[operand]
        tangents.append(tangent)
    return tangents
