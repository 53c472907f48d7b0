"""Adds the partials up, from 0 at the output."""

# diagnosis: adds-upstream


def running_products(partials):
    """The adjoint of every node of a chain."""
    product = 0.0
    products = [product]
    for partial in reversed(partials):
        product = product + partial
        products.append(product)
    return products[::-1]
