"""Begins with 0, and everything stays 0."""

# diagnosis: no-seed


def running_products(partials):
    """The adjoint of every node of a chain."""
    product = 0.0
    products = [product]
    for partial in reversed(partials):
        product = product * partial
        products.append(product)
    return products[::-1]
