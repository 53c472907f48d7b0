"""The gradients of all steps are added."""

# diagnosis: steps-add-up


def descend(value_and_gradient, weights, rate, steps):
    """The weights after so many steps against the gradient, and the value before each of them."""
    values = []
    total = [0.0] * len(weights)
    for _ in range(steps):
        value, gradient = value_and_gradient(weights)
        values.append(value)
        total = [t + g for t, g in zip(total, gradient)]
        weights = [w - rate * t for w, t in zip(weights, total)]
    return weights, values
