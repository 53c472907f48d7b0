# exercise: running-product


def running_products(partials):
    """The adjoint of every node of a chain."""
    ### BEGIN SOLUTION
    product = 1.0
    products = [product]
    for partial in reversed(partials):
        product = product * partial
        products.append(product)
    return products[::-1]
    ### END SOLUTION
