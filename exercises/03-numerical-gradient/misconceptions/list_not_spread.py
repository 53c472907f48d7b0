"""Hands the list to f as one argument."""

# diagnosis: inputs-not-spread


def numerical_gradient(f, xs):
    """The slope of f in each of its inputs, by central differences."""
    gradient = []
    for k, x in enumerate(xs):
        h = 6e-6 * max(1.0, abs(x))
        up, down = list(xs), list(xs)
        up[k] = x + h
        down[k] = x - h
        gradient.append((f(up) - f(down)) / (2 * h))
    return gradient
