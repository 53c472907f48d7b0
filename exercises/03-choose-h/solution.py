# exercise: choose-h

EPSILON = 1.1e-16


def choose_h(value, second, third):
    """The best forward and central steps: about where both errors are equal."""
    ### BEGIN SOLUTION
    forward = (EPSILON * abs(value / second)) ** (1 / 2)
    central = (EPSILON * abs(value / third)) ** (1 / 3)
    return forward, central  # factors of 2 and 6 under the roots change little
    ### END SOLUTION
