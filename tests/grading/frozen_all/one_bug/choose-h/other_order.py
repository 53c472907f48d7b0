# exercise: choose-h

import math


def choose_h(value, second, third):
    rounding = 1.1e-16 * abs(value)
    h_central = math.cbrt(6 * rounding / abs(third))
    h_forward = math.sqrt(2 * rounding / abs(second))
    return h_central, h_forward
