"""Moves all inputs at once: each entry is the sum of all slopes, or nearly."""

# diagnosis: moves-every-input


def numerical_gradient(f, xs):
    """The slope of f in each of its inputs, by central differences."""
    gradient = []
    for k, x in enumerate(xs):
        h = 6e-6 * max(1.0, abs(x))
        up, down = list(xs), list(xs)
        up = [each + h for each in xs]
        down = [each - h for each in xs]
        gradient.append((f(*up) - f(*down)) / (2 * h))
    return gradient
