"""Moves by the whole slope."""

# diagnosis: rate-forgotten


def descend(value_and_gradient, weights, rate, steps):
    """The weights after so many steps against the gradient, and the value before each of them."""
    values = []
    for _ in range(steps):
        value, gradient = value_and_gradient(weights)
        values.append(value)
        weights = [w - g for w, g in zip(weights, gradient)]
    return weights, values
