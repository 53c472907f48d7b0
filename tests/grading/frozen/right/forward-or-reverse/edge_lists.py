# exercise: forward-or-reverse
def jacobian(nodes, outputs):
    inputs = [i for i, node in enumerate(nodes) if not node["operands"]]
    edges = [(k, i, p) for i, node in enumerate(nodes) for k, p in zip(node["operands"], node["partials"])]
    backwards = [(i, k, p) for k, i, p in reversed(edges)]

    def sweep(seed, steps):
        x = [0.0] * len(nodes)
        x[seed] = 1.0
        for a, b, p in steps:
            x[b] = x[b] + p * x[a]
        return x

    if len(outputs) < len(inputs):
        return [[x[i] for i in inputs] for x in (sweep(o, backwards) for o in outputs)]
    columns = [sweep(i, edges) for i in inputs]
    return [[x[o] for x in columns] for o in outputs]
