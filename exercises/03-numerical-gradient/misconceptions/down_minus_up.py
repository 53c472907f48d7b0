"""Subtracts the value above from the value below: the sign is wrong."""

# diagnosis: difference-turned-round


def numerical_gradient(f, xs):
    """The slope of f in each of its inputs, by central differences."""
    gradient = []
    for k, x in enumerate(xs):
        h = 6e-6 * max(1.0, abs(x))
        up, down = list(xs), list(xs)
        up[k] = x + h
        down[k] = x - h
        gradient.append((f(*down) - f(*up)) / (2 * h))
    return gradient
