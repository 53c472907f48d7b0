"""Keeps totals in a dictionary of the module, and adds the new adjoints to them."""

# diagnosis: no-zeroing

total = {}


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    for k in reversed(range(len(nodes))):
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            adjoints[operand] += adjoints[k] * partial
    for k, adjoint in enumerate(adjoints):
        total[k] = total.get(k, 0.0) + adjoint
    return [total[k] for k in range(len(nodes))]
