"""Seeds an input with 1 if it moves at all."""

# diagnosis: seeds-everything


def tangents_along(nodes, direction):
    """How fast every node moves when the inputs move as `direction` says."""
    speeds = iter(direction)
    tangents = []
    for node in nodes:
        tangent = 0.0 if node["operands"] else float(next(speeds) != 0)
        for operand, partial in zip(node["operands"], node["partials"]):
            tangent = tangent + partial * tangents[operand]
        tangents.append(tangent)
    return tangents
