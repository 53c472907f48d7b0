"""Each node collects the shares of its consumers, instead of being sent them."""


def reverse_sweep(nodes):
    edges = [[] for _ in nodes]
    for k, node in enumerate(nodes):
        for operand, partial in zip(node["operands"], node["partials"]):
            edges[operand].append((k, partial))
    adjoints = [None] * len(nodes)
    for k in range(len(nodes) - 1, -1, -1):
        seed = 1.0 if k == len(nodes) - 1 else 0.0
        adjoints[k] = seed + sum(adjoints[consumer] * partial for consumer, partial in edges[k])
    return adjoints
