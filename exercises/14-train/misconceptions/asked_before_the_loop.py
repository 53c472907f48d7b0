"""The gradient of the beginning is used in each step."""

# diagnosis: old-gradient


def descend(value_and_gradient, weights, rate, steps):
    """The weights after so many steps against the gradient, and the value before each of them."""
    values = []
    value, gradient = value_and_gradient(weights)
    for _ in range(steps):
        values.append(value)
        weights = [w - rate * g for w, g in zip(weights, gradient)]
    return weights, values
