# exercise: directional-derivative


def tangents_along(nodes, direction):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    found = dict(zip(inputs, direction))
    for k, node in enumerate(nodes):
        shares = [p * found[o] for o, p in zip(node["operands"], node["partials"])]
        if shares:
            found[k] = sum(shares[1:], shares[0])
    return [found[k] for k in range(len(nodes))]
