"""Hands on how the adjoint moves, and takes the partials for constants."""

# diagnosis: forgets-moved-partial


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
        for k, partial in zip(operands, nodes[j]["partials"]):
            adjoints[k] += adjoints[j] * partial
            moved[k] += moved[j] * partial
    return moved
