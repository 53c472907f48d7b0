# exercise: choose-h

from math import exp, fabs, log


def choose_h(value, second, third):
    noise = log(1.1e-16) + log(fabs(value))
    return exp((noise - log(fabs(second)) + log(2)) / 2), exp(
        (noise - log(fabs(third)) + log(6)) / 3
    )
