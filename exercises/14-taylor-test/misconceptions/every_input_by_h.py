"""Every input moves by h, whatever the direction."""

# diagnosis: every-input-by-h
import math


def remainder_slopes(f, gradient, x, direction):
    """How fast the remainder falls with h: 2 for a right gradient, 1 for a wrong one."""
    here = f(*x)
    speed = sum(gradient)
    remainders = []
    for h in (0.1, 0.01, 0.001, 0.0001):
        there = f(*[xi + h for xi in x])
        remainders.append(abs(there - here - h * speed))
    return [math.log10(remainders[k] / remainders[k + 1]) for k in range(3)]
