"""The first slope moves all weights."""

# diagnosis: same-slope-for-all


def descend(value_and_gradient, weights, rate, steps):
    """The weights after so many steps against the gradient, and the value before each of them."""
    values = []
    for _ in range(steps):
        value, gradient = value_and_gradient(weights)
        values.append(value)
        weights = [w - rate * gradient[0] for w, g in zip(weights, gradient)]
    return weights, values
