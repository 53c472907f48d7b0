"""The direction is made of length 1 for the point, and not for the gradient."""

# diagnosis: direction-normalised
import math


def remainder_slopes(f, gradient, x, direction):
    """How fast the remainder falls with h: 2 for a right gradient, 1 for a wrong one."""
    here = f(*x)
    speed = sum(g * d for g, d in zip(gradient, direction))
    length = math.sqrt(sum(d * d for d in direction))
    remainders = []
    for h in (0.1, 0.01, 0.001, 0.0001):
        there = f(*[xi + h * d / length for xi, d in zip(x, direction)])
        remainders.append(abs(there - here - h * speed))
    return [math.log10(remainders[k] / remainders[k + 1]) for k in range(3)]
