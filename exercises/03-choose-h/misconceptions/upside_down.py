"""Turns the ratio round: a strongly curved function would get a long step."""

# diagnosis: ratio-upside-down

EPSILON = 1.1e-16


def choose_h(value, second, third):
    """The best steps for the forward and the central difference: where both errors are equal."""
    forward = (EPSILON * abs(second / value)) ** (1 / 2)
    central = (EPSILON * abs(third / value)) ** (1 / 3)
    return forward, central  # factors of 2 and 6 under the roots change little
