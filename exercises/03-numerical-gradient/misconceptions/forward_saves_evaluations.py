"""Forward differences from one common value: n + 1 evaluations, half of the digits."""

# diagnosis: forward-difference


def numerical_gradient(f, xs):
    """The slope of f in each of its inputs, by central differences."""
    gradient = []
    here = f(*xs)
    for k, x in enumerate(xs):
        h = 1e-8 * max(1.0, abs(x))
        up = list(xs)
        up[k] = x + h
        gradient.append((f(*up) - here) / h)
    return gradient
