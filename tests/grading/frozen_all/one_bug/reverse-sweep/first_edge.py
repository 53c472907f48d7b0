# exercise: reverse-sweep


def reverse_sweep(nodes):
    grads = [0.0] * len(nodes)
    grads[-1] = 1.0
    for node, g in zip(reversed(nodes), range(len(nodes) - 1, -1, -1)):
        if node["operands"]:
            grads[node["operands"][0]] += node["partials"][0] * grads[g]
    return grads
