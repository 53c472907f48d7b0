"""Takes the root of ε alone and multiplies by the ratio."""

# diagnosis: root-of-epsilon-only

EPSILON = 1.1e-16


def choose_h(value, second, third):
    """The best steps for the forward and the central difference: where both errors are equal."""
    forward = EPSILON ** (1 / 2) * abs(value / second)
    central = EPSILON ** (1 / 3) * abs(value / third)
    return forward, central  # factors of 2 and 6 under the roots change little
