"""Goes over the operands without repetition, with the partial of the last edge."""

# diagnosis: forgets-multiplicity


def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = 1.0
    for node, adjoint in ((nodes[k], k) for k in reversed(range(len(nodes)))):
        for operand in dict.fromkeys(node["operands"]):
            at = max(p for p, other in enumerate(node["operands"]) if other == operand)
            adjoints[operand] += adjoints[adjoint] * node["partials"][at]
    return adjoints
