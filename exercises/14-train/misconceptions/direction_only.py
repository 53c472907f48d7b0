"""Each step has the length of the rate."""

# diagnosis: gradient-normalised


def descend(value_and_gradient, weights, rate, steps):
    """The weights after so many steps against the gradient, and the value before each of them."""
    values = []
    for _ in range(steps):
        value, gradient = value_and_gradient(weights)
        values.append(value)
        length = sum(g * g for g in gradient) ** 0.5
        weights = [w - rate * g / length for w, g in zip(weights, gradient)]
    return weights, values
