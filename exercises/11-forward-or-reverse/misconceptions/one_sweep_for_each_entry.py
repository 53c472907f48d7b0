"""Does a whole sweep for every entry of the Jacobian, and keeps one number of it."""

# diagnosis: sweep-for-each-entry


def jacobian(nodes, outputs):
    inputs = [index for index, node in enumerate(nodes) if not node["operands"]]
    return [[slope(nodes, output, index) for index in inputs] for output in outputs]


def slope(nodes, output, seed):
    tangents = []
    for index, node in enumerate(nodes):
        total = 1.0 if index == seed else 0.0
        for operand, partial in zip(node["operands"], node["partials"]):
            total = total + partial * tangents[operand]
        tangents.append(total)
    return tangents[output]
