"""Checks of `remainder_slopes`: the slopes for right and wrong gradients, and the evaluations.

The slopes that known mistakes would give are computed too, so that a wrong one can be named.
"""

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from adlab.grading.exercises.checks import Wrong, again, asking, is_close, numbers, pair
from adlab.grading.walls.remote import Function

STEPS = (0.1, 0.01, 0.001, 0.0001)
CLOSE = 1e-4
EVALUATIONS = 5
WAYS = ("missing", "sign", "scaled", "crossing", "missing")  # in which a gradient is wrong


@dataclass(frozen=True)
class Task:
    """A function, a point with a direction, and the gradient that is tested."""

    f: Callable[..., float]
    gradient: list[float]
    x: list[float]
    direction: list[float]
    text: str

    @property
    def listed(self):
        """What is asked, as text."""
        return (
            f"    f = {self.text}\n    gradient = {self.gradient}\n    x = {self.x}\n"
            f"    direction = {self.direction}"
        )

    @property
    def asked(self):
        return [Function(self.f, len(self.x)), self.gradient, self.x, self.direction]

    def slopes(self, steps=STEPS, missing=lambda h, there, here, told: there - here - told):
        """The slopes of a remainder, of which `missing` says what it is."""
        here, told = self.f(*self.x), sum(map(operator.mul, self.gradient, self.direction))
        sizes = []
        for h in steps:
            there = self.f(*[x + h * d for x, d in zip(self.x, self.direction, strict=True)])
            sizes.append(abs(missing(h, there, here, h * told)) or 1e-300)
        return [math.log10(one / other) for one, other in pairwise(sizes)]


def drawn(rng, count, wrong=""):
    """A sum of exponentials and a product, with a gradient that is right, or wrong in a way.

    An odd number of inputs has remainders below 0. In the way "crossing" they change their sign.
    """
    while True:
        a = [round(rng.choice((1, -1)) * rng.uniform(0.4, 1.5), 2) for _ in range(count)]
        b = [round(rng.choice((1, -1)) * rng.uniform(0.4, 1.2), 2) for _ in range(count)]
        c = round(rng.uniform(0.3, 1.4), 2)
        x = [round(rng.choice((1, -1)) * rng.uniform(0.3, 1.5), 2) for _ in range(count)]
        d = [round(rng.choice((1, -1)) * rng.uniform(0.4, 2.0), 2) for _ in range(count)]

        def f(*xs, a=a, b=b, c=c):
            return c * xs[0] * xs[-1] + sum(
                p * math.exp(q * t) for p, q, t in zip(a, b, xs, strict=True)
            )

        exact = [p * q * math.exp(q * t) for p, q, t in zip(a, b, x, strict=True)]
        exact[0] += c * x[-1]
        exact[-1] += c * x[0]
        terms = [f"{p}·exp({q}·x{k})" for k, (p, q) in enumerate(zip(a, b, strict=True), start=1)]
        text = " + ".join([f"{c}·x1·x{count}", *terms])
        at, told = rng.randrange(count), sum(map(operator.mul, exact, d))
        missed = f(*[t + 0.03 * e for t, e in zip(x, d, strict=True)]) - f(*x) - 0.03 * told
        if wrong == "scaled":
            exact = [1.03 * g for g in exact]
        elif wrong == "crossing":  # the error of the gradient makes up for the rest at h = 0.03
            exact[at] += missed / 0.03 / d[at]
        elif wrong:
            exact[at] *= {"missing": 0.0, "sign": -1.0}[wrong]
        task = Task(f, exact, x, d, text)
        low, high = {"": (1.8, 2.2), "crossing": (-1.0, 3.0)}.get(wrong, (0.7, 1.8))
        fits = all(low < slope < high for slope in task.slopes()) and is_telling(task)
        if fits and (wrong or (missed < 0) == (count % 2 == 1)):
            return task


def is_telling(task):
    """Whether the mistakes that have a name give other slopes than the right ones."""
    right = task.slopes()
    return all(not same(slopes, right, 0.02) for slopes in mistaken(task).values())


def same(some, others, tolerance=CLOSE):
    return all(abs(a - b) < tolerance for a, b in zip(some, others, strict=True))


def mistaken(task):
    """The slopes that known mistakes give, by the id of the mistake."""
    right = task.slopes()
    plain = sum(task.gradient)
    found = {
        "gradient-term-forgotten": task.slopes(missing=lambda h, there, here, told: there - here),
        "value-forgotten": task.slopes(missing=lambda h, there, here, told: there - told),
        "divides-by-h": [slope - 1 for slope in right],
        "wrong-logarithm": [slope * math.log(10) for slope in right],
        "slope-turned-round": [-slope for slope in right],
        "no-logarithm": [10**slope for slope in right],
    }
    if len(task.x) > 1:
        found["direction-forgotten"] = task.slopes(
            missing=lambda h, there, here, told: there - here - h * plain
        )
    return found


def check(submission, task, evaluations=False):
    with asking(task.listed, sign=of_a_problem):
        returned = submission(*task.asked)
    asked = submission.counts["evaluate"]
    compare(returned, task)
    if evaluations and asked > EVALUATIONS:
        raise Wrong(
            f"{task.listed}\n\nThe slopes are right. Evaluations of f: {asked}; {EVALUATIONS} "
            "will do.",
            what="evaluations",
            yours=asked,
            expected=EVALUATIONS,
            sign="evaluates-too-often",
        )


def compare(returned, task):
    right = task.slopes()
    yours = numbers(returned, 3, "slopes")
    for k, number in enumerate(yours):
        if not is_close(number, right[k], CLOSE):
            left, wanted = pair(number, right[k])
            ways = mistaken(task).items()
            raise Wrong(
                f"{task.listed}\n\nSlope {k + 1}, from h = {STEPS[k]:g} to {STEPS[k + 1]:g}: yours "
                f"{left}, expected {wanted}.",
                what="slope",
                yours=number,
                expected=right[k],
                sign=next((id for id, slopes in ways if same(yours, slopes)), ""),
            )


def of_a_problem(message):
    return "sign-of-remainder" if "math domain error" in message else ""


def test_one_input(submission, rng):
    """Functions of one number."""
    for _ in range(3):
        check(submission, drawn(rng, 1))
    for wrong in ("scaled", "sign", "crossing"):
        check(submission, drawn(rng, 1, wrong))


def test_right_gradients(submission, rng):
    """Right gradients of several numbers, along any direction."""
    for count in (2, 2, 3, 4, 5):
        check(submission, drawn(rng, count))


def test_wrong_gradients(submission, rng):
    """Wrong gradients, of which the slopes say so."""
    for count, wrong in zip((2, 2, 3, 4, 5), WAYS, strict=True):
        check(submission, drawn(rng, count, wrong))


def test_asked_again(submission, rng):
    """The lists are as they were, and may be used again."""
    for count in (2, 3):
        task = drawn(rng, count)
        other = Task(task.f, [1.1 * g for g in task.gradient], task.x, task.direction, task.text)
        calls = [task.asked, other.asked, task.asked]
        names = ["f", "gradient", "x", "direction"]
        for returned, each in zip(
            again(submission, calls, task.listed, names), (task, other, task), strict=True
        ):
            compare(returned, each)


def test_evaluations(submission, rng):
    """f is evaluated five times."""
    for count in (1, 3):
        check(submission, drawn(rng, count), evaluations=True)
