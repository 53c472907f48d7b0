"""Does a sweep for each input, seeded with its speed, and adds them up."""

# diagnosis: sweep-for-each-input


def sweep(nodes, seeds):
    tangents = list(seeds)
    for index, node in enumerate(nodes):
        for operand, partial in zip(node["operands"], node["partials"]):
            tangents[index] = tangents[index] + partial * tangents[operand]
    return tangents


def tangents_along(nodes, direction):
    inputs = [index for index, node in enumerate(nodes) if not node["operands"]]
    total = [0.0] * len(nodes)
    for index, speed in zip(inputs, direction):
        seeds = [speed if k == index else 0.0 for k in range(len(nodes))]
        total = [a + b for a, b in zip(total, sweep(nodes, seeds))]
    return total
