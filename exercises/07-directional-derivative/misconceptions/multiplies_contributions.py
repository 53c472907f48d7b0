"""Multiplies what comes along the edges; paths that meet add."""

# diagnosis: multiplies-where-paths-meet


def tangents_along(nodes, direction):
    """How fast every node moves when the inputs move as `direction` says."""
    speeds = iter(direction)
    tangents = []
    for node in nodes:
        tangent = 0.0 if node["operands"] else next(speeds)
        seen = False
        for operand, partial in zip(node["operands"], node["partials"]):
            share = partial * tangents[operand]
            tangent = tangent * share if seen else share
            seen = True
        tangents.append(tangent)
    return tangents
