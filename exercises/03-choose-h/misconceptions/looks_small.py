"""Takes a hundredth of the size of the function."""

# diagnosis: step-too-large

EPSILON = 1.1e-16


def choose_h(value, second, third):
    """The best steps for the forward and the central difference: where both errors are equal."""
    forward = 0.01 * abs(value)
    central = 0.01 * abs(value)
    return forward, central  # factors of 2 and 6 under the roots change little
