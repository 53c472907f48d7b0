"""The gradient is kept from the first step; only the value is new."""

# diagnosis: old-gradient


def descend(value_and_gradient, weights, rate, steps):
    """The weights after so many steps against the gradient, and the value before each of them."""
    values, gradient = [], None
    for _ in range(steps):
        value, new = value_and_gradient(weights)
        gradient = new if not values else gradient
        values.append(value)
        weights = [w - rate * g for w, g in zip(weights, gradient)]
    return weights, values
