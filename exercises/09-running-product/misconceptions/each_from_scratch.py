"""Multiplies anew for each node, and does not use the product that is there."""

# diagnosis: multiplies-again


def running_products(partials):
    products = []
    for node in range(len(partials) + 1):
        product = 1.0
        for partial in partials[node:]:
            product = product * partial
        products.append(product)
    return products
