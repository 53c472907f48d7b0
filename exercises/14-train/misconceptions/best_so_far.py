"""Returns the best weights that it met."""

# diagnosis: best-weights


def descend(value_and_gradient, weights, rate, steps):
    """The weights after so many steps against the gradient, and the value before each of them."""
    values = []
    best, least = weights, float("inf")
    for _ in range(steps):
        value, gradient = value_and_gradient(weights)
        values.append(value)
        if value < least:
            best, least = weights, value
        weights = [w - rate * g for w, g in zip(weights, gradient)]
    value, _ = value_and_gradient(weights)
    return weights if value < least else best, values
