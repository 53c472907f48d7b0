"""Asks for the tangent of each operand again and again."""

# diagnosis: enumerates-paths


def tangents_along(nodes, direction):
    inputs = [index for index, node in enumerate(nodes) if not node["operands"]]
    speeds = dict(zip(inputs, direction))

    def tangent(index):
        total = speeds.get(index, 0.0)
        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):
            total = total + partial * tangent(operand)
        return total

    return [tangent(index) for index in range(len(nodes))]
