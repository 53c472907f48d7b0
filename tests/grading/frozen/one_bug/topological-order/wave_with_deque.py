# exercise: topological-order
from collections import deque


def topological_order(operands):
    # start from the inputs and walk outwards like a wave
    n = len(operands)
    used_by = {i: [] for i in range(n)}
    for i, ops in enumerate(operands):
        for o in ops:
            used_by[o].append(i)
    queue = deque(i for i in range(n) if not operands[i])
    seen = set(queue)
    order = []
    while queue:
        node = queue.popleft()
        order.append(node)
        for user in used_by[node]:
            if user not in seen:
                seen.add(user)
                queue.append(user)
    return order
