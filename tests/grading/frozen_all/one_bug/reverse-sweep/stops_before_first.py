# exercise: reverse-sweep


def reverse_sweep(nodes):
    n = len(nodes)
    bar = [0.0] * n
    bar[n - 1] = 1.0
    for i in range(n - 1, 1, -1):
        for j, d in zip(nodes[i]["operands"], nodes[i]["partials"]):
            bar[j] += d * bar[i]
    return bar
