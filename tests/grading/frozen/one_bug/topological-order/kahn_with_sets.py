# exercise: topological-order
from collections import defaultdict


def topological_order(operands):
    waiting = {node: len(ops) for node, ops in enumerate(operands)}
    consumers = defaultdict(set)
    for node, ops in enumerate(operands):
        for op in ops:
            consumers[op].add(node)

    ready = [node for node in waiting if waiting[node] == 0]
    result = []
    while ready:
        node = ready.pop()
        result.append(node)
        for c in consumers[node]:
            waiting[c] -= 1
            if waiting[c] == 0:
                ready.append(c)
    return result
