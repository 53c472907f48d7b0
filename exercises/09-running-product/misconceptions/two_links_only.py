"""Multiplies each partial with the one after it, not with all of them."""

# diagnosis: no-upstream


def running_products(partials):
    """The adjoint of every node of a chain."""
    product = 1.0
    products = [product]
    for partial in reversed(partials):
        products.append(product * partial)
        product = partial
    return products[::-1]
