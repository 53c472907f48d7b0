# exercise: forward-or-reverse
def backprop(nodes, out):
    adj = {out: 1.0}
    for i in range(out, -1, -1):
        if i in adj:
            for o, p in zip(nodes[i]["operands"], nodes[i]["partials"]):
                adj[o] = adj.get(o, 0.0) + p * adj[i]
    return adj


def jacobian(nodes, outputs):
    # reverse mode is what all the libraries use
    inputs = [k for k in range(len(nodes)) if nodes[k]["operands"] == []]
    answer = []
    for out in outputs:
        adj = backprop(nodes, out)
        answer.append([adj.get(k, 0.0) for k in inputs])
    return answer
