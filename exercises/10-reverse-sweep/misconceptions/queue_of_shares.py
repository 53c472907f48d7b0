"""Puts a node into a queue for each share, and sends all that it has by then."""

# diagnosis: resends-whole-adjoint


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    queue, steps = [len(nodes) - 1], 0
    while queue and steps < 5000:
        k, steps = queue.pop(0), steps + 1
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            adjoints[operand] += adjoints[k] * partial
            queue.append(operand)
    return adjoints
