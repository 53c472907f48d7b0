# exercise: reverse-sweep
def reverse_sweep(nodes):
    grad = [0.0] * len(nodes)
    grad[len(nodes) - 1] = 1.0
    stack = [len(nodes) - 1]
    finished = set()
    while stack:
        node = stack.pop()
        if node in finished:
            continue
        finished.add(node)
        for i, p in zip(nodes[node]["operands"], nodes[node]["partials"]):
            grad[i] += p * grad[node]
            stack.append(i)
    return grad
