"""Takes the last partial for the adjoint of the output."""

# diagnosis: no-seed


def running_products(partials):
    """The adjoint of every node of a chain."""
    product = partials[-1] if partials else 1.0
    products = [product]
    for partial in reversed(partials):
        product = product * partial
        products.append(product)
    return products[::-1]
