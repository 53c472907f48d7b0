# exercise: running-product

from itertools import accumulate
from operator import mul


def running_products(partials):
    return list(accumulate(partials[::-1], mul, initial=1.0))[::-1]
