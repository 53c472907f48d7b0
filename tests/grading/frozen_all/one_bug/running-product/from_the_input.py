# exercise: running-product


def running_products(partials):
    products = [1.0]
    for k in range(len(partials)):
        products.append(products[k] * partials[k])
    return products
