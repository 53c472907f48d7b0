"""A sign for each piece, looked up at the value and, where that is 0, at the tangent."""

import numpy as np


def sign(value, tangent):
    return np.sign(value) if value else np.sign(tangent)


def directional(nodes, direction):
    tangents = np.zeros(len(nodes))
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    tangents[inputs] = direction
    for k, node in enumerate(nodes):
        if k in inputs:
            continue
        values = [nodes[j]["value"] for j in node["operands"]]
        moves = tangents[node["operands"]]
        if node["op"] == "relu":
            tangents[k] = moves[0] * (sign(values[0], moves[0]) > 0)
        elif node["op"] == "absolute":
            tangents[k] = moves[0] * sign(values[0], moves[0])
        elif node["op"] in ("maximum", "minimum"):
            side = sign(values[0] - values[1], moves[0] - moves[1])
            side = side if node["op"] == "maximum" else -side
            tangents[k] = moves[0] if side > 0 else moves[1]
        else:
            tangents[k] = np.dot(node["partials"], moves)
    return tangents.tolist()
