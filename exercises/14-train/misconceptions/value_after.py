"""The value is that after the step."""

# diagnosis: one-step-late


def descend(value_and_gradient, weights, rate, steps):
    """The weights after so many steps against the gradient, and the value before each of them."""
    values = []
    for _ in range(steps):
        value, gradient = value_and_gradient(weights)
        weights = [w - rate * g for w, g in zip(weights, gradient)]
        values.append(value_and_gradient(weights)[0])
    return weights, values
