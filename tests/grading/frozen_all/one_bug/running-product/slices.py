# exercise: running-product


def running_products(partials):
    adjoints = []
    for k in range(len(partials) + 1):
        product = 1.0
        for partial in partials[k:]:
            product = product * partial
        adjoints.append(product)
    return adjoints
