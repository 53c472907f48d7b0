# exercise: topological-order
import heapq


def topological_order(operands):
    heap = [(len(ops), k) for k, ops in enumerate(operands)]
    heapq.heapify(heap)
    order = []
    while heap:
        # fewest operands = most ready
        _, k = heapq.heappop(heap)
        order.append(k)
    return order
