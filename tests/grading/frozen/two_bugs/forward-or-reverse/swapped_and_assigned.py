# exercise: forward-or-reverse
def jacobian(nodes, outputs):
    n = len(nodes)
    inputs = [i for i in range(n) if not nodes[i]["operands"]]
    if len(outputs) > len(inputs):
        J = []
        for o in outputs:
            bar = [0.0] * n
            bar[o] = 1.0
            for i in range(o, -1, -1):
                for k, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
                    bar[k] = p * bar[i]
            J.append([bar[i] for i in inputs])
        return J
    J = [[0.0] * len(inputs) for _ in outputs]
    for c, s in enumerate(inputs):
        dot = [0.0] * n
        dot[s] = 1.0
        for i in range(n):
            for k, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
                dot[i] = dot[i] + p * dot[k]
        for r, o in enumerate(outputs):
            J[r][c] = dot[o]
    return J
