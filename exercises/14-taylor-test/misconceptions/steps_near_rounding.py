"""Steps so small that rounding is larger than the remainder."""

# diagnosis: steps-too-small
import math


def remainder_slopes(f, gradient, x, direction):
    """How fast the remainder falls with h: 2 for a right gradient, 1 for a wrong one."""
    here = f(*x)
    speed = sum(g * d for g, d in zip(gradient, direction))
    remainders = []
    for h in (1e-6, 1e-7, 1e-8, 1e-9):
        there = f(*[xi + h * d for xi, d in zip(x, direction)])
        remainders.append(abs(there - here - h * speed))
    return [math.log10((remainders[k] + 1e-300) / (remainders[k + 1] + 1e-300)) for k in range(3)]
