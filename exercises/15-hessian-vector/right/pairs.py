"""Dual numbers in the reverse sweep: adjoints and partials are pairs of a value and its tangent."""


def times(one, other):
    return one[0] * other[0], one[0] * other[1] + one[1] * other[0]


def plus(one, other):
    return one[0] + other[0], one[1] + other[1]


def hessian_times(nodes, v):
    waiting = list(v)
    tangents = {}
    for index, node in enumerate(nodes):
        if not node["operands"]:
            tangents[index] = waiting.pop(0)
            continue
        tangents[index] = 0.0
        for operand, partial in zip(node["operands"], node["partials"]):
            tangents[index] += partial * tangents[operand]
    adjoints = dict.fromkeys(range(len(nodes)), (0.0, 0.0))
    adjoints[len(nodes) - 1] = (1.0, 0.0)
    for index in range(len(nodes) - 1, -1, -1):
        node = nodes[index]
        for position, operand in enumerate(node["operands"]):
            moves = 0.0
            for other, second in zip(node["operands"], node["seconds"][position]):
                moves += second * tangents[other]
            share = times(adjoints[index], (node["partials"][position], moves))
            adjoints[operand] = plus(adjoints[operand], share)
    return [moved for _, moved in adjoints.values()]
