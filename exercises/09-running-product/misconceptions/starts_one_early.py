"""Begins with the partial before the last, and ends with 1."""

# diagnosis: off-by-one


def running_products(partials):
    """The adjoint of every node of a chain."""
    product = 1.0
    products = [product]
    for partial in reversed(partials[:-1]):
        product = product * partial
        products.append(product)
    if partials:
        products.insert(0, 1.0)
    return products[::-1]
