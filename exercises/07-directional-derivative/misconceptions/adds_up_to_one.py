"""Makes the speeds add up to 1, like weights."""

# diagnosis: normalises-direction


def tangents_along(nodes, direction):
    """How fast every node moves when the inputs move as `direction` says."""
    total = sum(direction) or 1.0
    speeds = iter([speed / total for speed in direction])
    tangents = []
    for node in nodes:
        tangent = 0.0 if node["operands"] else next(speeds)
        for operand, partial in zip(node["operands"], node["partials"]):
            tangent = tangent + partial * tangents[operand]
        tangents.append(tangent)
    return tangents
