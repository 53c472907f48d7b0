# exercise: running-product

import numpy as np


def running_products(partials):
    return np.cumprod(np.array([1.0, *partials[::-1]], dtype=object))[::-1]
