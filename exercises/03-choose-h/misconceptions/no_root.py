"""Solves for h² and h³, and returns them as h."""

# diagnosis: wrong-root

EPSILON = 1.1e-16


def choose_h(value, second, third):
    """The best steps for the forward and the central difference: where both errors are equal."""
    forward = EPSILON * abs(value / second)
    central = EPSILON * abs(value / third)
    return forward, central  # factors of 2 and 6 under the roots change little
