"""At 0, the slope of the right piece, whichever way it goes."""

# diagnosis: slope-of-the-right-piece


def directional(nodes, direction):
    speeds = iter(direction)
    tangents = []
    for node in nodes:
        moves = [tangents[k] for k in node["operands"]]
        at = [nodes[k]["value"] for k in node["operands"]]
        if node["op"] == "input":
            tangent = next(speeds)
        elif node["op"] == "relu":
            tangent = moves[0] if at[0] >= 0 else 0.0
        elif node["op"] == "absolute":
            tangent = moves[0] if at[0] >= 0 else -moves[0]
        elif node["op"] == "maximum":
            tangent = max(moves) if at[0] == at[1] else moves[at.index(max(at))]
        elif node["op"] == "minimum":
            tangent = min(moves) if at[0] == at[1] else moves[at.index(min(at))]
        else:
            tangent = sum(partial * move for partial, move in zip(node["partials"], moves))
        tangents.append(tangent)
    return tangents
