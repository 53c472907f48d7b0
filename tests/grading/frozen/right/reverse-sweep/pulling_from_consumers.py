# exercise: reverse-sweep
def reverse_sweep(nodes):
    # every node asks its consumers, from the last to the first
    consumers = [[] for _ in nodes]
    for i, node in enumerate(nodes):
        for o, p in zip(node["operands"], node["partials"]):
            consumers[o].append((i, p))
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    for i in range(len(nodes) - 2, -1, -1):
        adjoints[i] = sum(adjoints[c] * p for c, p in consumers[i])
    return adjoints
