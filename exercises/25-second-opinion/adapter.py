"""The functions that are judged, and a count of how often they are evaluated."""

import math

KINDS = {
    "wave": lambda a, b, c: lambda x: c * (math.sin(a * x) + b * x * x),
    "power": lambda a, b, c: lambda x: c * (x - a) ** 2,
    "constant": lambda a, b, c: lambda x: c,
    "fold": lambda a, b, c: lambda x: c * (abs(x - a) + b * x),
    "ramp": lambda a, b, c: lambda x: c * (max(x - a, 0.0) + b * x),
    "larger": lambda a, b, c: lambda x: c * max(x - a, b * (x - a)),
    "patched": lambda a, b, c: lambda x: c * (x * x + b * x if x != a else a * a + b * a),
    "exponential": lambda a, b, c: lambda x: c * (math.exp(x) - 1.0) / x,
    "logarithm": lambda a, b, c: lambda x: c * math.log(1.0 + x) / x,
    "root": lambda a, b, c: lambda x: c * (math.sqrt(1.0 + x) - 1.0) / x,
}


def judged(kind, numbers, ad, x):
    """The verdict, and how many evaluations it took."""
    made, count = KINDS[kind](*numbers), [0]

    def f(x):
        count[0] += 1
        return made(x)

    return [submission.trust(f, ad, x), count[0]]
