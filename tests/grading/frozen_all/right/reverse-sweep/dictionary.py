# exercise: reverse-sweep

from collections import defaultdict


def reverse_sweep(nodes):
    bars = defaultdict(float)
    bars[len(nodes) - 1] = 1.0
    for k in reversed(range(len(nodes))):
        bar = bars[k]
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            bars[operand] += bar * partial
    return [bars[k] for k in range(len(nodes))]
