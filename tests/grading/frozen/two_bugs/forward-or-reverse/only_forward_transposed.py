# exercise: forward-or-reverse
def jacobian(nodes, outputs):
    jac = []
    for seed, first in enumerate(nodes):
        if first["operands"]:
            continue
        t = []
        for i, node in enumerate(nodes):
            s = 1.0 if i == seed else 0.0
            for k, p in zip(node["operands"], node["partials"]):
                s = s + p * t[k]
            t.append(s)
        jac.append([t[o] for o in outputs])
    return jac
