# exercise: directional-derivative

from functools import reduce


def tangents_along(nodes, direction):
    coming = list(reversed(direction))
    known = []
    for node in nodes:
        if node["operands"]:
            products = [p * known[k] for p, k in zip(node["partials"], node["operands"])]
            known.append(reduce(lambda a, b: a + b, products))
        else:
            known.append(coming.pop())
    return known
