"""The textbook functions of the golden tests, in a file so that they have source."""

import numpy as np


def baydin(x1, x2):
    """Baydin et al. (2018), tables 2 and 3, with named temporaries."""
    v1 = np.log(x1)
    v2 = x1 * x2
    v3 = np.sin(x2)
    v4 = v1 + v2
    v5 = v4 - v3
    return v5


def baydin_expression(x1, x2):
    """The same as one expression."""
    return np.log(x1) + x1 * x2 - np.sin(x2)


def griewank(x1, x2):
    """Griewank & Walther (2008), example 1.1, with named temporaries."""
    v1 = x1 / x2
    v2 = np.sin(v1)
    v3 = np.exp(x2)
    v4 = v1 - v3
    v5 = v2 + v4
    v6 = v5 * v4
    return v6


def griewank_expression(x1, x2):
    """The same as one expression, in which x1/x2 and exp(x2) are computed again each time."""
    return (np.sin(x1 / x2) + x1 / x2 - np.exp(x2)) * (x1 / x2 - np.exp(x2))


def product_rule(a, b):
    p = a * b
    return p + a


def helpers(x, y):
    first = product_rule(x, y)
    second = product_rule(first, y)
    return first * second


def loop(x):
    for _ in range(3):
        x = x * 2.0
    return x


def nested_loops(x):
    total = x
    for _ in range(2):
        for _ in range(3):
            total = total + x
        total = total * 2.0
    return total


def while_loop(x):
    while x < 20.0:
        x = x * x
    return x


def comprehension(x):
    return sum([x * k for k in (1.0, 2.0, 3.0)])


def branch(x):
    if x > 0:
        return x * x
    return -x
