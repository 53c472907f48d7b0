"""Takes nodes out of a queue, each once, in the order in which they were put there."""

# diagnosis: breadth-first-order

from collections import deque


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    queue, done = deque([len(nodes) - 1]), set()
    while queue:
        k = queue.popleft()
        if k not in done:
            done.add(k)
            for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
                adjoints[operand] += adjoints[k] * partial
                queue.append(operand)
    return adjoints
