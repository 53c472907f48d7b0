"""At a tie, the second operand: `>` and else."""

# diagnosis: tie-goes-to-the-first


def directional(nodes, direction):
    speeds = iter(direction)
    tangents = []
    for node in nodes:
        moves = [tangents[k] for k in node["operands"]]
        at = [nodes[k]["value"] for k in node["operands"]]
        if node["op"] == "input":
            tangent = next(speeds)
        elif node["op"] == "relu":
            tangent = max(moves[0], 0.0) if at[0] == 0 else moves[0] if at[0] > 0 else 0.0
        elif node["op"] == "absolute":
            tangent = abs(moves[0]) if at[0] == 0 else moves[0] if at[0] > 0 else -moves[0]
        elif node["op"] == "maximum":
            tangent = moves[0] if at[0] > at[1] else moves[1]
        elif node["op"] == "minimum":
            tangent = moves[0] if at[0] < at[1] else moves[1]
        else:
            tangent = sum(partial * move for partial, move in zip(node["partials"], moves))
        tangents.append(tangent)
    return tangents
