# exercise: reverse-sweep
def reverse_sweep(nodes):
    adjoints = [0.0] * len(nodes)
    paths = [(len(nodes) - 1, 1.0)]
    while paths:
        k, product = paths.pop()
        adjoints[k] += product
        # the product of the partials along the path, summed over all paths
        for o, p in zip(nodes[k]["operands"], nodes[k]["partials"]):
            paths.append((o, product * p))
    return adjoints
