# exercise: forward-or-reverse


def jacobian(nodes, outputs):
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]

    def forward(start):
        t = [0.0] * len(nodes)
        t[start] = 1.0
        for k, node in enumerate(nodes):
            for operand, partial in zip(node["operands"], node["partials"]):
                t[k] = t[k] + partial * t[operand]
        return t

    def reverse(end):
        a = [0.0] * len(nodes)
        a[end] = 1.0
        for k in reversed(range(len(nodes))):
            for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
                a[operand] = a[operand] + partial * a[k]
        return a

    if len(outputs) > len(inputs):
        return [[a[k] for k in inputs] for a in map(reverse, outputs)]
    tangents = [forward(k) for k in inputs]
    return [[t[o] for t in tangents] for o in outputs]
