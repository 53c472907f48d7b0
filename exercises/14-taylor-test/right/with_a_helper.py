# exercise: taylor-test
from math import log10


def remainder_slopes(f, gradient, x, direction):
    here = f(*x)

    def size(h):
        missed = f(*(xi + h * di for xi, di in zip(x, direction))) - here
        for gi, di in zip(gradient, direction):
            missed -= h * gi * di
        return log10(abs(missed))

    sizes = [size(10.0**-k) for k in (1, 2, 3, 4)]
    return [sizes[0] - sizes[1], sizes[1] - sizes[2], sizes[2] - sizes[3]]
