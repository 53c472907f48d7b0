# exercise: forward-or-reverse
def jacobian(nodes, outputs):
    inputs = [i for i, node in enumerate(nodes) if not node["operands"]]
    if len(outputs) <= len(inputs):
        adj = [0.0] * len(nodes)
        for o in outputs:
            adj[o] = 1.0
        for i in reversed(range(len(nodes))):
            for k, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
                adj[k] = adj[k] + adj[i] * p
        gradient = [adj[i] for i in inputs]
        return [gradient[:] for _ in outputs]
    columns = []
    for i in inputs:
        tan = [0.0] * len(nodes)
        tan[i] = 1.0
        for j, node in enumerate(nodes):
            for k, p in zip(node["operands"], node["partials"]):
                tan[j] = tan[j] + tan[k] * p
        columns.append([tan[o] for o in outputs])
    return [list(row) for row in zip(*columns)]
