"""Takes the contribution of the first operand, and no other."""

# diagnosis: first-operand-only


def tangents_along(nodes, direction):
    """How fast every node moves when the inputs move as `direction` says."""
    speeds = iter(direction)
    tangents = []
    for node in nodes:
        tangent = 0.0 if node["operands"] else next(speeds)
        for operand, partial in zip(node["operands"], node["partials"][:1]):
            tangent = tangent + partial * tangents[operand]
        tangents.append(tangent)
    return tangents
