"""Adds the partials up; links of a chain multiply."""

# diagnosis: adds-upstream


def running_products(partials):
    """The adjoint of every node of a chain."""
    product = 1.0
    products = [product]
    for partial in reversed(partials):
        product = product + partial
        products.append(product)
    return products[::-1]
