"""Forward differences, with the step that is best for them: too inexact."""

# diagnosis: forward-difference


def numerical_gradient(f, xs):
    """The slope of f in each of its inputs, by central differences."""
    gradient = []
    for k, x in enumerate(xs):
        h = 1e-8 * max(1.0, abs(x))
        up, down = list(xs), list(xs)
        up[k] = x + h
        gradient.append((f(*up) - f(*down)) / h)
    return gradient
