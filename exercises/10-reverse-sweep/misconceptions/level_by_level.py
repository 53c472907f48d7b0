"""Sends one level at a time, by shortest distance from the output."""

# diagnosis: breadth-first-order


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    level, done = [len(nodes) - 1], set()
    while level:
        below = []
        for i in level:
            done.add(i)
            for k in range(len(nodes[i]["operands"])):
                o = nodes[i]["operands"][k]
                adjoints[o] += adjoints[i] * nodes[i]["partials"][k]
                if o not in done and o not in below and o not in level:
                    below.append(o)
        level = below
    return adjoints
