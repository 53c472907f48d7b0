"""Multiplies along every path by itself: 2ⁿ paths where there are 2n edges."""

# diagnosis: enumerates-paths


def jacobian(nodes, outputs):
    inputs = [index for index, node in enumerate(nodes) if not node["operands"]]
    return [[slope(nodes, output, index) for index in inputs] for output in outputs]


def slope(nodes, index, wanted):
    if index == wanted:
        return 1.0
    total = 0.0
    for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
        total = total + partial * slope(nodes, operand, wanted)
    return total
