"""Keeps the values at the weights that each step led to."""

# diagnosis: one-step-late


def descend(value_and_gradient, weights, rate, steps):
    """The weights after so many steps against the gradient, and the value before each of them."""
    values = []
    value, gradient = value_and_gradient(weights)
    for _ in range(steps):
        weights = [w - rate * g for w, g in zip(weights, gradient)]
        value, gradient = value_and_gradient(weights)
        values.append(value)
    return weights, values
