"""Carries the slope along through all coefficients but the last."""

# diagnosis: off-by-one


def value(coefficients, x):
    y = 0.0
    for c in reversed(coefficients):
        y = y * x + c
    return y


def three_ways(coefficients, x, h):
    """The slope of a polynomial at x: symbolic, numerical, automatic."""
    symbolic = sum(k * c * x ** (k - 1) for k, c in enumerate(coefficients) if k > 0)

    numerical = (value(coefficients, x + h) - value(coefficients, x)) / h

    y = automatic = 0.0
    for c in reversed(coefficients[1:]):
        automatic = automatic * x + y  # the product rule, with y as it was
        y = y * x + c

    return symbolic, numerical, automatic
