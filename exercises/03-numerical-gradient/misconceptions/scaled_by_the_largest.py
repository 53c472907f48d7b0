"""Takes the step that fits the largest input for all of them."""

# diagnosis: one-step-for-all


def numerical_gradient(f, xs):
    """The slope of f in each of its inputs, by central differences."""
    gradient = []
    for k, x in enumerate(xs):
        h = 6e-6 * max(1.0, *map(abs, xs))
        up, down = list(xs), list(xs)
        up[k] = x + h
        down[k] = x - h
        gradient.append((f(*up) - f(*down)) / (2 * h))
    return gradient
