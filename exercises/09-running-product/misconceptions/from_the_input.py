"""Multiplies from the input on: these are tangents, how nodes move with the input."""

# diagnosis: not-reversed


def running_products(partials):
    """The adjoint of every node of a chain."""
    product = 1.0
    products = [product]
    for partial in partials:
        product = product * partial
        products.append(product)
    return products
