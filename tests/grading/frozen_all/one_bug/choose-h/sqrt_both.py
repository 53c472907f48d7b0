# exercise: choose-h

import math


def choose_h(value, second, third):
    eps = 1.1e-16
    forward = math.sqrt(2 * eps * abs(value) / abs(second))
    central = math.sqrt(6 * eps * abs(value) / abs(third))
    return forward, central
