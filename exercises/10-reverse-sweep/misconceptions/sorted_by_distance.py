"""Sorts the nodes by their shortest distance from the output."""

# diagnosis: breadth-first-order


def reverse_sweep(nodes):
    last = len(nodes) - 1
    distance = {last: 0}
    for k in range(last, -1, -1):
        for operand in nodes[k]["operands"]:
            if k in distance:
                distance[operand] = min(distance.get(operand, last), distance[k] + 1)
    adjoints = [0.0] * len(nodes)
    adjoints[last] = 1.0
    for k in sorted(distance, key=distance.get):
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            adjoints[operand] += adjoints[k] * partial
    return adjoints
