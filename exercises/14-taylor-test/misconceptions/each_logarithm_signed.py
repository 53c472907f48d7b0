"""Takes logarithms of the remainders, without their size."""

# diagnosis: sign-of-remainder
import math


def remainder_slopes(f, gradient, x, direction):
    """How fast the remainder falls with h: 2 for a right gradient, 1 for a wrong one."""
    here = f(*x)
    speed = sum(g * d for g, d in zip(gradient, direction))
    remainders = []
    for h in (0.1, 0.01, 0.001, 0.0001):
        there = f(*[xi + h * d for xi, d in zip(x, direction)])
        remainders.append(math.log10(there - here - h * speed))
    return [remainders[k] - remainders[k + 1] for k in range(3)]
