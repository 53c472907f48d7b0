# exercise: reverse-sweep
def reverse_sweep(nodes):
    d = [0.0] * len(nodes)
    d[-1] = nodes[-1]["value"]
    for i in range(len(nodes) - 1, 0, -1):
        node = nodes[i]
        for j in range(len(node["operands"])):
            d[node["operands"][j]] = d[i] * node["partials"][j]
    return d
