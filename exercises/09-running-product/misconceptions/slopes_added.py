"""Adds the running products up, as at a node with several consumers; here each has one."""

# diagnosis: adds-along-a-chain


def running_products(partials):
    """The adjoint of every node of a chain."""
    product = 1.0
    products = [product]
    for partial in reversed(partials):
        product = product * partial
        products.append(product + products[-1])
    return products[::-1]
