# exercise: reverse-sweep
def reverse_sweep(nodes):
    out = [0.0] * len(nodes)
    out[-1] = 1.0
    reached = {len(nodes) - 1}
    for i in reversed(range(len(nodes))):
        if i in reached:
            edges = dict(zip(nodes[i]["operands"], nodes[i]["partials"]))
            for o, p in edges.items():
                out[o] += out[i] + p
                reached.add(o)
    return out
