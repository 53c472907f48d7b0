# exercise: reverse-sweep
def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    layer = [len(nodes) - 1]
    seen = {len(nodes) - 1}
    while layer:
        below = []
        for i in layer:
            for o, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
                adjoints[o] += adjoints[i] * p
                if o not in seen:
                    seen.add(o)
                    below.append(o)
        layer = below
    return adjoints
