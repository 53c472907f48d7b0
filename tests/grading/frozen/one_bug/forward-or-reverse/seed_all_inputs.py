# exercise: forward-or-reverse
def jacobian(nodes, outputs):
    inputs = [i for i, node in enumerate(nodes) if not node["operands"]]
    if len(inputs) <= len(outputs):
        # one forward pass is enough
        tangents = []
        for node in nodes:
            if not node["operands"]:
                tangents.append(1.0)
            else:
                s = 0.0
                for k, p in zip(node["operands"], node["partials"]):
                    s = s + p * tangents[k]
                tangents.append(s)
        return [[tangents[o]] * len(inputs) for o in outputs]
    rows = []
    for o in outputs:
        bars = [0.0] * len(nodes)
        bars[o] = 1.0
        for i in range(o, -1, -1):
            for k, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
                bars[k] = bars[k] + p * bars[i]
        rows.append([bars[i] for i in inputs])
    return rows
