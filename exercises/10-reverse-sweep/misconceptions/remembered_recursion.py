"""Asks the consumers by recursion, remembers the answers, and still nests for every node."""

# diagnosis: recursion-too-deep

from functools import cache


def reverse_sweep(nodes):
    consumers = [[] for _ in nodes]
    for index, node in enumerate(nodes):
        for operand, partial in zip(node["operands"], node["partials"]):
            consumers[operand].append((index, partial))

    @cache
    def adjoint(index):
        if index == len(nodes) - 1:
            return 1.0
        return sum(adjoint(consumer) * partial for consumer, partial in consumers[index])

    return [adjoint(index) for index in range(len(nodes))]
