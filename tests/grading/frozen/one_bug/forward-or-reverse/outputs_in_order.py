# exercise: forward-or-reverse
def jacobian(nodes, outputs):
    outs = sorted(outputs)
    ins = [i for i, node in enumerate(nodes) if not node["operands"]]
    edges = [(i, k, p) for i, n in enumerate(nodes) for k, p in zip(n["operands"], n["partials"])]

    def run(seed, edges):
        x = [0.0] * len(nodes)
        x[seed] = 1.0
        for source, target, p in edges:
            x[target] = x[target] + p * x[source]
        return x

    if len(outs) < len(ins):
        return [[a[i] for i in ins] for a in (run(o, reversed(edges)) for o in outs)]
    tangents = [run(i, [(k, j, p) for j, k, p in edges]) for i in ins]
    return [[t[o] for t in tangents] for o in outs]
