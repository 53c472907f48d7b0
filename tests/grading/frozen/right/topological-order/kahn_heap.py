# exercise: topological-order
import heapq


def topological_order(operands):
    missing = [len(ops) for ops in operands]
    users = [[] for _ in operands]
    for k, ops in enumerate(operands):
        for o in ops:
            users[o].append(k)
    heap = [k for k, m in enumerate(missing) if m == 0]
    heapq.heapify(heap)
    result = []
    while heap:
        k = heapq.heappop(heap)
        result.append(k)
        for u in users[k]:
            missing[u] -= 1
            if not missing[u]:
                heapq.heappush(heap, u)
    return result
