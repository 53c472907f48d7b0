"""Turns the products round by sorting them."""

# diagnosis: order-of-results


def running_products(partials):
    """The adjoint of every node of a chain."""
    product = 1.0
    products = [product]
    for partial in reversed(partials):
        product = product * partial
        products.append(product)
    return sorted(products, reverse=True)
