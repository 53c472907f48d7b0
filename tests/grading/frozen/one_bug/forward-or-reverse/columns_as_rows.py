# exercise: forward-or-reverse
def sweep(nodes, seed):
    tangent = {seed: 1.0}
    for i, node in enumerate(nodes):
        terms = [(p, tangent[k]) for k, p in zip(node["operands"], node["partials"]) if k in tangent]
        if terms:
            total = 0.0
            for p, t in terms:
                total = total + p * t
            tangent[i] = total
    return tangent


def pull(nodes, seed):
    adjoint = {seed: 1.0}
    for i in reversed(range(seed + 1)):
        if i not in adjoint:
            continue
        for k, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
            adjoint[k] = adjoint.get(k, 0.0) + p * adjoint[i]
    return adjoint


def jacobian(nodes, outputs):
    inputs = [i for i, node in enumerate(nodes) if not node["operands"]]
    if len(inputs) < len(outputs):
        return [(lambda t: [t.get(o, 0.0) for o in outputs])(sweep(nodes, i)) for i in inputs]
    return [(lambda a: [a.get(i, 0.0) for i in inputs])(pull(nodes, o)) for o in outputs]
