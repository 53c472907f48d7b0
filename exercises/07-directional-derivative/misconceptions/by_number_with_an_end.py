"""Takes the speed with the number of the node, and the last one where there is none."""

# diagnosis: seeds-wrong-input


def tangents_along(nodes, direction):
    """How fast every node moves when the inputs move as `direction` says."""
    tangents = []
    for k, node in enumerate(nodes):
        tangent = 0.0 if node["operands"] else direction[min(k, len(direction) - 1)]
        for operand, partial in zip(node["operands"], node["partials"]):
            tangent = tangent + partial * tangents[operand]
        tangents.append(tangent)
    return tangents
