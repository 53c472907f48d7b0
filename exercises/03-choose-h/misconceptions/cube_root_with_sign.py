"""A cube root keeps the sign: the step is negative where f‴ is."""

# diagnosis: sign-of-derivative

from math import cbrt, sqrt

EPSILON = 1.1e-16


def choose_h(value, second, third):
    return sqrt(2 * EPSILON * abs(value / second)), cbrt(6 * EPSILON * value / third)
