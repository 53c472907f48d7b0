# exercise: choose-h

import numpy as np


def choose_h(value, second, third):
    noise = np.finfo(float).eps / 2 * abs(value)
    return np.array([np.sqrt(2 * noise / abs(second)), np.cbrt(6 * noise / abs(third))])
