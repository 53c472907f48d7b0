"""Multiplies from the input on and turns the list round."""

# diagnosis: not-reversed


def running_products(partials):
    """The adjoint of every node of a chain."""
    product = 1.0
    products = [product]
    for partial in partials:
        product = product * partial
        products.append(product)
    return products[::-1]
