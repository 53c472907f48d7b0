"""Puts the edges into a dictionary: of x·x one is left."""

# diagnosis: forgets-multiplicity


def tangents_along(nodes, direction):
    """How fast every node moves when the inputs move as `direction` says."""
    speeds = iter(direction)
    tangents = []
    for node in nodes:
        tangent = 0.0 if node["operands"] else next(speeds)
        for operand, partial in dict(zip(node["operands"], node["partials"])).items():
            tangent = tangent + partial * tangents[operand]
        tangents.append(tangent)
    return tangents
