# exercise: forward-or-reverse


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    if len(outputs) < len(inputs):
        rows = []
        for o in outputs:
            a = [0.0] * len(nodes)
            a[o] = 1.0
            for k in range(len(nodes) - 1, -1, -1):
                for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
                    a[operand] = partial * a[k]
            rows.append([a[k] for k in inputs])
        return rows
    columns = []
    for i in inputs:
        t = [0.0] * len(nodes)
        t[i] = 1.0
        for k, node in enumerate(nodes):
            for operand, partial in zip(node["operands"], node["partials"]):
                t[k] = partial * t[operand]
        columns.append(t)
    return [[t[o] for t in columns] for o in outputs]
