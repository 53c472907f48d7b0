"""One small function for each operation with a kink."""


def relu(x, dx):
    if x > 0:
        return dx
    if x < 0:
        return 0.0
    return dx if dx > 0 else 0.0


def absolute(x, dx):
    return relu(x, dx) + relu(-x, -dx)


def maximum(x, dx, y, dy):
    return dy + relu(x - y, dx - dy)


def minimum(x, dx, y, dy):
    return -maximum(-x, -dx, -y, -dy)


RULES = {"relu": relu, "absolute": absolute, "maximum": maximum, "minimum": minimum}


def directional(nodes, direction):
    waiting = list(direction)
    found = {}
    for index, node in enumerate(nodes):
        if node["op"] == "input":
            found[index] = waiting.pop(0)
        elif node["op"] in RULES:
            arguments = []
            for operand in node["operands"]:
                arguments += [nodes[operand]["value"], found[operand]]
            found[index] = RULES[node["op"]](*arguments)
        else:
            total = 0.0
            for operand, partial in zip(node["operands"], node["partials"]):
                total += partial * found[operand]
            found[index] = total
    return list(found.values())
