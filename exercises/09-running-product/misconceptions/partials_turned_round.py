"""Turns the list of the caller round."""

# diagnosis: changes-arguments


def running_products(partials):
    """The adjoint of every node of a chain."""
    partials.reverse()
    product = 1.0
    products = [product]
    for partial in partials:
        product = product * partial
        products.append(product)
    return products[::-1]
