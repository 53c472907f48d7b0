# exercise: forward-or-reverse
def jacobian(nodes, outputs):
    inputs = [i for i, node in enumerate(nodes) if not node["operands"]]
    if len(inputs) < len(outputs):
        cols = []
        for i in inputs:
            d = [0.0] * len(nodes)
            d[i] = 1.0
            for n in range(len(nodes)):
                for k, p in zip(nodes[n]["operands"], nodes[n]["partials"]):
                    d[n] = d[n] + p * d[k]
            cols.append(d)
        return [[d[o] for d in cols] for o in outputs]
    rows = []
    for o in outputs:
        d = [0.0] * len(nodes)
        d[o] = 1.0
        for n in range(len(nodes) - 1, -1, -1):
            for k, p in zip(nodes[n]["operands"], nodes[n]["partials"]):
                d[k] = d[k] + p * d[n]
        rows.append([d[i] for i in inputs])
        return rows
