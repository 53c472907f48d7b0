"""Adds up the products along all paths, found one by one."""

# diagnosis: enumerates-paths


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    return [[along(nodes, output, 1.0, wanted) for wanted in inputs] for output in outputs]


def along(nodes, at, product, wanted):
    if at == wanted:
        return product
    found = 0.0
    for operand, partial in zip(nodes[at]["operands"], nodes[at]["partials"]):
        found = found + along(nodes, operand, product * partial, wanted)
    return found
