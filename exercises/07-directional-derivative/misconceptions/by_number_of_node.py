"""Takes the speed with the number of the node: inputs may stand further back."""

# diagnosis: seeds-wrong-input


def tangents_along(nodes, direction):
    """How fast every node moves when the inputs move as `direction` says."""
    speeds = [*direction, *[0.0] * len(nodes)]
    tangents = []
    for index, node in enumerate(nodes):
        tangent = 0.0 if node["operands"] else speeds[index]
        for operand, partial in zip(node["operands"], node["partials"]):
            tangent = tangent + partial * tangents[operand]
        tangents.append(tangent)
    return tangents
