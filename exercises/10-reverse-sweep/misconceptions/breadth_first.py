"""Goes by distance from the output: a node near it may still wait for a share."""

# diagnosis: breadth-first-order

from collections import deque


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    queue = deque([len(nodes) - 1])
    seen = {len(nodes) - 1}
    while queue:
        index = queue.popleft()
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
            adjoints[operand] += adjoints[index] * partial
            if operand not in seen:
                seen.add(operand)
                queue.append(operand)
    return adjoints
