# exercise: forward-or-reverse


def jacobian(nodes, outputs):
    inputs = [k for k in range(len(nodes)) if not nodes[k]["operands"]]
    rows = []
    for o in outputs:
        bar = {o: 1.0}
        for k in range(len(nodes) - 1, -1, -1):
            g = bar.get(k, 0.0)
            for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
                bar[operand] = bar.get(operand, 0.0) + partial * g
        rows.append([bar.get(k, 0.0) for k in inputs])
    return rows
