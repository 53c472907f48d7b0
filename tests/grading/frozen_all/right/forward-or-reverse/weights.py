# exercise: forward-or-reverse


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    if len(inputs) <= len(outputs):
        columns = [tangents(nodes, k) for k in inputs]
        return [[column.get(o, 0.0) for column in columns] for o in outputs]
    rows = [adjoints(nodes, o) for o in outputs]
    return [[row.get(k, 0.0) for k in inputs] for row in rows]


def tangents(nodes, start):
    found = {start: 1.0}
    for k, node in enumerate(nodes):
        for operand, partial in zip(node["operands"], node["partials"]):
            if operand in found:
                share = partial * found[operand]
                found[k] = found[k] + share if k in found else share
    return found


def adjoints(nodes, end):
    found = {end: 1.0}
    for k in reversed(range(end + 1)):
        if k in found:
            for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
                share = found[k] * partial
                found[operand] = found[operand] + share if operand in found else share
    return found
