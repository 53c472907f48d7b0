"""Finds the whole product first, and divides link after link away: 0 / 0 where a partial is 0."""

# diagnosis: divides-the-whole


def running_products(partials):
    whole = 1.0
    for partial in partials:
        whole = whole * partial
    products = [whole]
    for partial in partials:
        whole = whole / partial
        products.append(whole)
    return products
