# exercise: running-product


def running_products(partials):
    n = len(partials)
    products = [1.0] * (n + 1)
    for k in range(n - 2, -1, -1):
        products[k] = partials[k] * products[k + 1]
    return products
