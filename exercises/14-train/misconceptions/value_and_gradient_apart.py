"""Asks once for the value, and once for the gradient."""

# diagnosis: asks-too-often


def descend(value_and_gradient, weights, rate, steps):
    """The weights after so many steps against the gradient, and the value before each of them."""
    values = []
    for _ in range(steps):
        value = value_and_gradient(weights)[0]
        gradient = value_and_gradient(weights)[1]
        values.append(value)
        weights = [w - rate * g for w, g in zip(weights, gradient)]
    return weights, values
