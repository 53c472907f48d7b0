# exercise: reverse-sweep
import heapq


def reverse_sweep(nodes):
    adjoint = {len(nodes) - 1: 1.0}
    heap = [-(len(nodes) - 1)]
    while heap:
        i = -heapq.heappop(heap)
        for o, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
            if o not in adjoint:
                adjoint[o] = 0.0
                heapq.heappush(heap, -o)
            adjoint[o] += adjoint[i] * p
    return [adjoint.get(i, 0.0) for i in range(len(nodes))]
