"""Takes a step back where the value has risen."""

# diagnosis: best-weights


def descend(value_and_gradient, weights, rate, steps):
    """The weights after so many steps against the gradient, and the value before each of them."""
    values = []
    before = weights
    for _ in range(steps):
        value, gradient = value_and_gradient(weights)
        values.append(value)
        if values[-1] > values[0]:
            weights = before
            continue
        before = weights
        weights = [w - rate * g for w, g in zip(weights, gradient)]
    return weights, values
