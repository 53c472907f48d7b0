"""Takes the product of a slice for each node."""

# diagnosis: multiplies-again

from math import prod


def running_products(partials):
    return [prod(partials[node:], start=1.0) for node in range(len(partials) + 1)]
