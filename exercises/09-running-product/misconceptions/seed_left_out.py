"""Begins with the last partial: the output's own adjoint is missing."""

# diagnosis: no-seed


def running_products(partials):
    """The adjoint of every node of a chain."""
    product = 1.0
    products = []
    for partial in reversed(partials):
        product = product * partial
        products.append(product)
    return products[::-1]
