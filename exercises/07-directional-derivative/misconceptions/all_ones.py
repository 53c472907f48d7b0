"""Seeds every input with 1: that is the direction (1, 1, …), whatever was asked."""

# diagnosis: seeds-everything


def tangents_along(nodes, direction):
    """How fast every node moves when the inputs move as `direction` says."""
    tangents = []
    for node in nodes:
        tangent = 0.0 if node["operands"] else 1.0
        for operand, partial in zip(node["operands"], node["partials"]):
            tangent = tangent + partial * tangents[operand]
        tangents.append(tangent)
    return tangents
