"""Takes the speeds out of the list of the caller."""

# diagnosis: changes-arguments


def tangents_along(nodes, direction):
    """How fast every node moves when the inputs move as `direction` says."""
    tangents = []
    for node in nodes:
        tangent = 0.0 if node["operands"] else direction.pop(0)
        for operand, partial in zip(node["operands"], node["partials"]):
            tangent = tangent + partial * tangents[operand]
        tangents.append(tangent)
    return tangents
