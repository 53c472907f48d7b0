"""The longest distance from an input, found layer by layer; nodes are sorted by it."""

from collections import deque


def topological_order(operands):
    count = len(operands)
    uses = {node: [] for node in range(count)}
    for node in range(count):
        for operand in operands[node]:
            uses[operand].append(node)
    missing = list(map(len, operands))
    depth = [0] * count
    queue = deque(node for node in range(count) if missing[node] == 0)
    while queue:
        node = queue.popleft()
        for consumer in uses[node]:
            depth[consumer] = max(depth[consumer], depth[node] + 1)
            missing[consumer] -= 1
            if missing[consumer] == 0:
                queue.append(consumer)
    return sorted(range(count), key=depth.__getitem__)
