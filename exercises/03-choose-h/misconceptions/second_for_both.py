"""Takes f″ for the central difference, whose truncation comes from f‴."""

# diagnosis: wrong-derivative

EPSILON = 1.1e-16


def choose_h(value, second, third):
    """The best steps for the forward and the central difference: where both errors are equal."""
    forward = (EPSILON * abs(value / second)) ** (1 / 2)
    central = (EPSILON * abs(value / second)) ** (1 / 3)
    return forward, central  # factors of 2 and 6 under the roots change little
