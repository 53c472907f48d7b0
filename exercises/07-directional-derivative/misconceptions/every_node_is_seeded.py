"""Seeds results too, with 1."""

# diagnosis: seeds-everything


def tangents_along(nodes, direction):
    """How fast every node moves when the inputs move as `direction` says."""
    speeds = iter(direction)
    tangents = []
    for node in nodes:
        tangent = 1.0 if node["operands"] else next(speeds)
        for operand, partial in zip(node["operands"], node["partials"]):
            tangent = tangent + partial * tangents[operand]
        tangents.append(tangent)
    return tangents
