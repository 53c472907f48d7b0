"""x itself is moved, and each step begins where the last one ended."""

# diagnosis: x-moves-along
import math


def remainder_slopes(f, gradient, x, direction):
    """How fast the remainder falls with h: 2 for a right gradient, 1 for a wrong one."""
    here = f(*x)
    speed = sum(g * d for g, d in zip(gradient, direction))
    remainders = []
    for h in (0.1, 0.01, 0.001, 0.0001):
        for k, d in enumerate(direction):
            x[k] += h * d
        there = f(*x)
        remainders.append(abs(there - here - h * speed))
    return [math.log10(remainders[k] / remainders[k + 1]) for k in range(3)]
