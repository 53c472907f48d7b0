# exercise: one-sided


def directional(nodes, direction):
    """How fast each value moves when the inputs begin to move along the direction."""
    ### BEGIN SOLUTION
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
            tangent = max(moves) if at[0] == at[1] else moves[at.index(max(at))]
        elif node["op"] == "minimum":
            tangent = min(moves) if at[0] == at[1] else moves[at.index(min(at))]
        else:
            tangent = sum(partial * move for partial, move in zip(node["partials"], moves))
        tangents.append(tangent)
    return tangents
    ### END SOLUTION
