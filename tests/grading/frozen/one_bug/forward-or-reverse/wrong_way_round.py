# exercise: forward-or-reverse
def forward(nodes, seed):
    t = [0.0] * len(nodes)
    t[seed] = 1.0
    for i, node in enumerate(nodes):
        for k, p in zip(node["operands"], node["partials"]):
            t[i] = t[i] + p * t[k]
    return t


def reverse(nodes, seed):
    a = [0.0] * len(nodes)
    a[seed] = 1.0
    for i in range(len(nodes) - 1, -1, -1):
        for k, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
            a[k] = a[k] + p * a[i]
    return a


def jacobian(nodes, outputs):
    inputs = [i for i, node in enumerate(nodes) if len(node["operands"]) == 0]
    if len(inputs) > len(outputs):  # many inputs -> forward
        columns = [forward(nodes, i) for i in inputs]
        return [[c[o] for c in columns] for o in outputs]
    rows = [reverse(nodes, o) for o in outputs]
    return [[r[i] for i in inputs] for r in rows]
