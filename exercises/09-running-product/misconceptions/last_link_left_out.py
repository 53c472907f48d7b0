"""Leaves the last partial out of all products."""

# diagnosis: off-by-one


def running_products(partials):
    """The adjoint of every node of a chain."""
    product = 1.0
    products = [product]
    for partial in reversed([1.0, *partials[:-1]] if partials else []):
        product = product * partial
        products.append(product)
    return products[::-1]
