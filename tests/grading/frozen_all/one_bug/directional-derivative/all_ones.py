# exercise: directional-derivative


def tangents_along(nodes, direction):
    tangents = {}
    for number, node in enumerate(nodes):
        if len(node["operands"]) == 0:
            tangents[number] = 1.0
        else:
            acc = 0.0
            for j in range(len(node["operands"])):
                acc = acc + node["partials"][j] * tangents[node["operands"][j]]
            tangents[number] = acc
    return [tangents[n] for n in range(len(nodes))]
