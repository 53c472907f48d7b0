"""Returns the slope with respect to the input only."""

# diagnosis: returns-output-only


def running_products(partials):
    """The adjoint of every node of a chain."""
    product = 1.0
    products = [product]
    for partial in reversed(partials):
        product = product * partial
        products.append(product)
    return product
