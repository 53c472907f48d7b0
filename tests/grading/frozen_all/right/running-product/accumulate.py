# exercise: running-product

from itertools import accumulate
from operator import mul


def running_products(partials):
    found = list(accumulate(reversed(partials), mul, initial=1.0))
    return found[::-1]
