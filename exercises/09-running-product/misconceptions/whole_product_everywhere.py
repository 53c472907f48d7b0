"""Gives every node the whole product."""

# diagnosis: returns-output-only


def running_products(partials):
    """The adjoint of every node of a chain."""
    product = 1.0
    products = [product]
    for partial in reversed(partials):
        product = product * partial
        products.append(product)
    return [*[product] * len(partials), 1.0]
