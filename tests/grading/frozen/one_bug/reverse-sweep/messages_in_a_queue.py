# exercise: reverse-sweep
from collections import deque


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    last = len(nodes) - 1
    adjoints[last] = 1.0
    queue = deque([last])
    while queue:
        k = queue.popleft()
        for o, p in zip(nodes[k]["operands"], nodes[k]["partials"]):
            adjoints[o] += adjoints[k] * p
            queue.append(o)  # o has changed, it must tell its operands
    return adjoints
