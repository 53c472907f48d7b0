# exercise: forward-or-reverse
def jacobian(nodes, outputs):
    inputs = [i for i, node in enumerate(nodes) if not node["operands"]]
    rows = [[0.0] * len(inputs) for _ in outputs]
    for column, seed in enumerate(inputs):
        dot = [0.0] * len(nodes)
        dot[seed] = 1.0
        for i, node in enumerate(nodes):
            for o, p in zip(node["operands"], node["partials"]):
                dot[i] = dot[i] + p * dot[o]
        for row, out in enumerate(outputs):
            rows[row][column] = dot[out]
    return rows
