# exercise: forward-or-reverse


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    jac = []
    if len(outputs) <= len(inputs):
        a = [0.0] * len(nodes)
        for o in outputs:
            a[o] = 1.0
            for k in reversed(range(len(nodes))):
                for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
                    a[operand] = a[operand] + partial * a[k]
            jac.append([a[k] for k in inputs])
        return jac
    columns = []
    for start in inputs:
        t = []
        for k, node in enumerate(nodes):
            total = 1.0 if k == start else 0.0
            for operand, partial in zip(node["operands"], node["partials"]):
                total = total + partial * t[operand]
            t.append(total)
        columns.append([t[o] for o in outputs])
    return [list(row) for row in zip(*columns)]
