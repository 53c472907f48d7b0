"""Puts the seed at the input."""

# diagnosis: stops-too-early


def running_products(partials):
    """The adjoint of every node of a chain."""
    product = 1.0
    products = [product]
    for partial in reversed(partials):
        product = product * partial
        products.append(product)
    return [1.0, *products[:0:-1]]
