# exercise: topological-order
# CLRS chapter 22: topological sort = order of finishing times


def topological_order(operands):
    n = len(operands)
    adj = [[] for _ in range(n)]
    for v in range(n):
        for u in operands[v]:
            adj[u].append(v)

    WHITE, GREY, BLACK = 0, 1, 2
    color = [WHITE] * n
    finished = []
    for root in range(n):
        if color[root] != WHITE:
            continue
        color[root] = GREY
        stack = [(root, iter(adj[root]))]
        while stack:
            u, it = stack[-1]
            for v in it:
                if color[v] == WHITE:
                    color[v] = GREY
                    stack.append((v, iter(adj[v])))
                    break
            else:
                color[u] = BLACK
                finished.append(u)
                stack.pop()
    return finished
