"""Returns the slope that was carried along for the formula as well."""

# diagnosis: other-way-copied


def value(coefficients, x):
    y = 0.0
    for c in reversed(coefficients):
        y = y * x + c
    return y


def three_ways(coefficients, x, h):
    """The slope of a polynomial at x: symbolic, numerical, automatic."""
    numerical = (value(coefficients, x + h) - value(coefficients, x)) / h

    y = automatic = 0.0
    for c in reversed(coefficients):
        automatic = automatic * x + y  # the product rule, with y as it was
        y = y * x + c

    return automatic, numerical, automatic
