# exercise: running-product


def running_products(partials):
    result = [1.0]
    for p in partials[::-1]:
        result.append(result[-1] * p)
    return result
