"""Sends the whole adjoint on every time a share arrives, so that earlier shares go twice."""

# diagnosis: resends-whole-adjoint


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    todo = [len(nodes) - 1]
    steps = 0
    while todo and steps < 50_000:
        steps += 1
        index = todo.pop()
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
            adjoints[operand] += adjoints[index] * partial
            todo.append(operand)
    return adjoints
