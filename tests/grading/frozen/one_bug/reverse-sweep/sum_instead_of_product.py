# exercise: reverse-sweep
def share(upstream, partial):
    return upstream + partial


def reverse_sweep(nodes):
    a = [0.0] * len(nodes)
    a[-1] = 1.0
    needed = {len(nodes) - 1}
    for i in range(len(nodes) - 1, -1, -1):
        if i not in needed:
            continue
        for o, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
            needed.add(o)
            a[o] += share(a[i], p)
    return a
