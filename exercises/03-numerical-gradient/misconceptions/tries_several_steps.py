"""Evaluates with several steps and returns the middle result."""

# diagnosis: evaluates-too-often


def numerical_gradient(f, xs):
    gradient = []
    for k, x in enumerate(xs):
        slopes = []
        for factor in (1e-6, 6e-6, 3e-5):
            h = factor * max(1.0, abs(x))
            up, down = list(xs), list(xs)
            up[k], down[k] = x + h, x - h
            slopes.append((f(*up) - f(*down)) / (2 * h))
        gradient.append(sorted(slopes)[1])
    return gradient
