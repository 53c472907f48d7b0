"""Copies the list once: inputs that were moved are still moved for the next."""

# diagnosis: input-left-moved


def numerical_gradient(f, xs):
    """The slope of f in each of its inputs, by central differences."""
    gradient = []
    up, down = list(xs), list(xs)
    for k, x in enumerate(xs):
        h = 6e-6 * max(1.0, abs(x))
        up[k] = x + h
        down[k] = x - h
        gradient.append((f(*up) - f(*down)) / (2 * h))
    return gradient
