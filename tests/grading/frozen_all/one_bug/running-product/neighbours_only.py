# exercise: running-product


def running_products(partials):
    return [1.0 * partial for partial in partials] + [1.0]
