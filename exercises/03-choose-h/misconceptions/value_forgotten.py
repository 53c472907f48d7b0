"""Round-off is ε times the value of the function; the value is forgotten."""

# diagnosis: size-of-value-forgotten

EPSILON = 1.1e-16


def choose_h(value, second, third):
    """The best steps for the forward and the central difference: where both errors are equal."""
    forward = (EPSILON * abs(1 / second)) ** (1 / 2)
    central = (EPSILON * abs(1 / third)) ** (1 / 3)
    return forward, central  # factors of 2 and 6 under the roots change little
