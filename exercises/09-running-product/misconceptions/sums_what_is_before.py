"""Adds to each adjoint all that was found before it."""

# diagnosis: adds-along-a-chain


def running_products(partials):
    """The adjoint of every node of a chain."""
    product = 1.0
    products = [product]
    for partial in reversed(partials):
        product = product * partial
        products.append(sum(products) * partial)
    return products[::-1]
