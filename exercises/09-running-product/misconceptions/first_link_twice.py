"""Takes the first partial, where the last one belongs."""

# diagnosis: off-by-one


def running_products(partials):
    """The adjoint of every node of a chain."""
    product = 1.0
    products = [product]
    for k in reversed(range(len(partials))):
        product = product * partials[k - 1]
        products.append(product)
    return products[::-1]
