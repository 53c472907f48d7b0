"""Sets an adjoint to 0 each time before it adds to it."""

# diagnosis: overwrites


def reverse_sweep(nodes):
    adjoint = {len(nodes) - 1: 1.0}
    for i in range(len(nodes) - 1, -1, -1):
        for k, o in enumerate(nodes[i]["operands"]):
            adjoint[o] = 0.0
            adjoint[o] += adjoint.get(i, 0.0) * nodes[i]["partials"][k]
    return [adjoint.get(i, 0.0) for i in range(len(nodes))]
