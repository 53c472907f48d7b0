"""Uses only the second partials twice in the same operand."""

# diagnosis: diagonal-seconds-only


def hessian_times(nodes, v):
    directions = iter(v)
    tangents = []
    for node in nodes:
        if node["op"] == "input":
            tangents.append(next(directions))
        else:
            tangents.append(
                sum(p * tangents[k] for k, p in zip(node["operands"], node["partials"]))
            )
    adjoints, moved = [0.0] * len(nodes), [0.0] * len(nodes)
    adjoints[-1] = 1.0
    for j in reversed(range(len(nodes))):
        operands = nodes[j]["operands"]
        for i, (k, partial, row) in enumerate(
            zip(operands, nodes[j]["partials"], nodes[j]["seconds"])
        ):
            partial_moves = row[i] * tangents[k]
            adjoints[k] += adjoints[j] * partial
            moved[k] += moved[j] * partial + adjoints[j] * partial_moves
    return moved
