"""Puts Taylor's one half before the second derivatives."""

# diagnosis: halves-second-derivative


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
        for k, partial, row in zip(operands, nodes[j]["partials"], nodes[j]["seconds"]):
            partial_moves = sum(second * tangents[b] for b, second in zip(operands, row))
            adjoints[k] += adjoints[j] * partial
            moved[k] += moved[j] * partial + 0.5 * adjoints[j] * partial_moves
    return moved
