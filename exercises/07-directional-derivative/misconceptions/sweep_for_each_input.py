"""Does a sweep for each input and adds the columns up, each times its speed."""

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
        seeds = [0.0] * len(nodes)
        seeds[index] = 1.0
        column = sweep(nodes, seeds)
        total = [a + speed * b for a, b in zip(total, column)]
    return total
