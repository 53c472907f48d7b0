"""Starts with 0 everywhere: nothing moves."""

# diagnosis: no-seed


def tangents_along(nodes, direction):
    """How fast every node moves when the inputs move as `direction` says."""
    tangents = []
    for node in nodes:
        tangent = 0.0
        for operand, partial in zip(node["operands"], node["partials"]):
            tangent = tangent + partial * tangents[operand]
        tangents.append(tangent)
    return tangents
