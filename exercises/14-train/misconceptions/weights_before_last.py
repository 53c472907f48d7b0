"""Returns the weights before the last step."""

# diagnosis: one-step-less


def descend(value_and_gradient, weights, rate, steps):
    """The weights after so many steps against the gradient, and the value before each of them."""
    values = []
    for _ in range(steps):
        value, gradient = value_and_gradient(weights)
        values.append(value)
        last = weights
        weights = [w - rate * g for w, g in zip(weights, gradient)]
    return (last if steps else weights), values
