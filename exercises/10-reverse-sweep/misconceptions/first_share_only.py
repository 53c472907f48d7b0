"""Keeps the first share that arrives, and drops the others."""

# diagnosis: overwrites


def reverse_sweep(nodes):
    adjoints = {len(nodes) - 1: 1.0}
    for k in range(len(nodes) - 1, -1, -1):
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            adjoints.setdefault(operand, adjoints.get(k, 0.0) * partial)
    return [adjoints.get(k, 0.0) for k in range(len(nodes))]
