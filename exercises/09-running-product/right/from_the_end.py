# exercise: running-product


def running_products(partials):
    adjoints = [1.0] * (len(partials) + 1)
    for node in range(len(partials) - 1, -1, -1):
        adjoints[node] = partials[node] * adjoints[node + 1]
    return adjoints
