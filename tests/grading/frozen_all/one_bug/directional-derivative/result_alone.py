# exercise: directional-derivative


def tangents_along(nodes, direction):
    it = iter(direction)
    t = []
    for node in nodes:
        if node["operands"]:
            s = node["partials"][0] * t[node["operands"][0]]
            for p, k in list(zip(node["partials"], node["operands"]))[1:]:
                s = s + p * t[k]
            t.append(s)
        else:
            t.append(next(it))
    return t[-1]
