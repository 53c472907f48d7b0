"""Walks along the edges, and sends at once whatever a node has when it is first met."""

# diagnosis: depth-first-order


def reverse_sweep(nodes):
    adjoint = {k: 0.0 for k in range(len(nodes))}
    adjoint[len(nodes) - 1] = 1.0
    met = set()

    def walk(k):
        met.add(k)
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            adjoint[operand] += adjoint[k] * partial
            if operand not in met:
                walk(operand)

    walk(len(nodes) - 1)
    return list(adjoint.values())
