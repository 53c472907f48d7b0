# exercise: directional-derivative


def tangents_along(nodes, direction):
    speeds = list(direction)
    tangents = []
    for node in nodes:
        edges = dict(zip(node["operands"], node["partials"]))
        if not edges:
            tangents.append(speeds.pop(0))
            continue
        t = 0.0
        for k in edges:
            t = t + edges[k] * tangents[k]
        tangents.append(t)
    return tangents
