"""Counts the shares that a node waits for; those that nothing will come to are ready at once."""

from collections import defaultdict


def reverse_sweep(nodes):
    waits = defaultdict(int)
    for node in nodes:
        for operand in node["operands"]:
            waits[operand] += 1
    adjoints = defaultdict(float)
    adjoints[len(nodes) - 1] = 1.0
    ready = [k for k in range(len(nodes)) if not waits[k]]
    while ready:
        k = ready.pop()
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            adjoints[operand] += partial * adjoints[k]
            waits[operand] -= 1
            if waits[operand] == 0:
                ready.append(operand)
    return [adjoints[k] for k in range(len(nodes))]
