"""Divides the whole product by the product up to each node."""

# diagnosis: divides-the-whole


def running_products(partials):
    front = [1.0]
    for partial in partials:
        front.append(front[-1] * partial)
    return [front[-1] / each for each in front]
