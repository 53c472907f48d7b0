"""Takes the step that fits the first input for all of them."""

# diagnosis: one-step-for-all


def numerical_gradient(f, xs):
    """The slope of f in each of its inputs, by central differences."""
    gradient = []
    for k, x in enumerate(xs):
        h = 6e-6 * (abs(xs[0]))
        up, down = list(xs), list(xs)
        up[k] = x + h
        down[k] = x - h
        gradient.append((f(*up) - f(*down)) / (2 * h))
    return gradient
