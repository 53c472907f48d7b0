"""The Taylor test: is a gradient right? The remainder of Taylor's series tells by its slope.

With a right gradient g, what is left of f(x + h·d) − f(x) − h·(g·d) falls as h²: with h ten times
smaller it is a hundred times smaller, a slope of 2 on logarithmic axes. With a wrong gradient some
of the first order stays, and the slope is 1, as it is without any gradient.

- `taylor_test(value, along, name)`: the remainders along one direction and their slopes.
- `TaylorTest`: what they say.

Source: Farrell, Ham, Funke & Rognes, *Automated derivation of the adjoint of high-level transient
finite element programs* (2013), section 6.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from adlab.engine.errors import InputError, explain

STEPS = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
LOST = 100 * np.finfo(float).eps  # remainders below this much of f are rounding
RIGHT, WRONG = 1.75, 1.25  # slopes from where on a gradient is right, and down to where it is wrong


class TaylorTest(NamedTuple):
    """What the remainders of Taylor's series say about a gradient; see `taylor_test`."""

    name: str  # of the function
    steps: tuple[float, ...]  # h
    without: tuple[float, ...]  # |f(x + hd) − f(x)|
    remainders: tuple[float, ...]  # |f(x + hd) − f(x) − h g·d|
    rounding: float  # what is below this is rounding

    @property
    def slopes(self) -> tuple[float, ...]:
        """Of the remainders, from each step to the next; nan where it is rounding, or no number."""
        found = []
        for k in range(len(self.steps) - 1):
            one, two = self.remainders[k : k + 2]
            told = min(one, two) > self.rounding and math.isfinite(one + two)
            ratio = self.steps[k] / self.steps[k + 1]
            found.append(math.log(one / two, ratio) if told else math.nan)
        return tuple(found)

    @property
    def slope(self) -> float:
        """The one that counts: the last before rounding; nan where there is none."""
        told = [slope for slope in self.slopes if not math.isnan(slope)]
        return told[-1] if told else math.nan

    @property
    def verdict(self) -> str:
        """ "right", "wrong" or "undecided"."""
        if math.isnan(self.slope):
            exact = all(r <= self.rounding for r in self.remainders)
            return "right" if exact else "undecided"
        return "right" if self.slope >= RIGHT else "wrong" if self.slope <= WRONG else "undecided"

    @property
    def meaning(self) -> str:
        """What the slope says, in a sentence."""
        if self.verdict == "right" and math.isnan(self.slope):
            return (
                "Nothing is left but rounding: the gradient is right, and the function is linear."
            )
        if self.verdict == "undecided" and math.isnan(self.slope):
            return "There is no slope before rounding sets in: nothing can be told here."
        said = {
            "right": ": the gradient is right (2, or more where no second order is left).",
            "wrong": ": the gradient is wrong, or a part of it is missing (a right one has 2).",
            "undecided": ", between 1 (wrong) and 2 (right): rounding, a kink, or a gradient that "
            "is wrong in its last digits. Nothing can be told here.",
        }
        return f"The slope is {self.slope:.2f}{said[self.verdict]}"

    def __repr__(self) -> str:
        lines = [f"Taylor test of {self.name}, along a random direction d",
                 f"{'h':>7}   {'|f(x+hd) − f(x)|':>16}   {'… − h g·d':>10}   slope"]  # fmt: skip
        for k, h in enumerate(self.steps):
            slope = ""
            if k and not math.isnan(self.slopes[k - 1]):
                slope = f"{self.slopes[k - 1]:5.2f}"
            elif self.remainders[k] <= self.rounding:
                slope = "rounding"
            line = f"{h:7.0e}   {self.without[k]:16.2e}   {self.remainders[k]:10.2e}   {slope}"
            lines.append(line.rstrip())
        return "\n".join([*lines, self.meaning])


def taylor_test(
    value: Callable[[float], float], along: float, name: str, steps: Sequence[float] = STEPS
) -> TaylorTest:
    """The test of one number: `value(h)` is f at x + h·d, and `along` the derivative there, g·d.

    >>> import numpy as np
    >>> test = taylor_test(lambda h: np.exp(2.0 * h), 2.0, "exp")
    >>> test.verdict, round(test.slope, 1)
    ('right', 2.0)
    >>> taylor_test(lambda h: np.exp(2.0 * h), 2.1, "exp").verdict
    'wrong'
    """
    if len(steps) < 2 or any(a <= b for a, b in itertools.pairwise(steps)):
        raise InputError(explain("The steps of a Taylor test must fall.", fix="steps=(0.1, 0.01)"))
    start = value(0.0)
    moved = [value(h) - start for h in steps]
    remainders = [abs(m - h * along) for m, h in zip(moved, steps, strict=True)]
    sizes = [abs(start), *[abs(m) for m in moved if math.isfinite(m)]]
    return TaylorTest(
        name, tuple(steps), tuple(map(abs, moved)), tuple(remainders), LOST * max(sizes)
    )
