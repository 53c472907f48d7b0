"""Checks of `descend`: the weights, the values, and how often the gradient was asked for.

What known mistakes would lead to is computed too, so that a wrong number can be named.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from adlab.grading.exercises.checks import (
    Wrong,
    again,
    asking,
    is_close,
    numbers,
    pair,
    plain,
    shown,
)
from adlab.grading.walls.remote import Function


@dataclass(frozen=True)
class Task:
    """A function of some weights, and where and how far it goes down."""

    value: Callable[..., float]
    slopes: list[Callable[..., float]]
    weights: list[float]
    rate: float
    steps: int
    text: str

    @property
    def listed(self):
        """What is asked, as text."""
        return (
            f"    value = {self.text}\n    weights = {self.weights}\n    rate = {self.rate}\n"
            f"    steps = {self.steps}"
        )

    @property
    def asked(self):
        count = len(self.weights)
        slopes = [Function(slope, count) for slope in self.slopes]
        return [Function(self.value, count), slopes, self.weights, self.rate, self.steps]

    def gradient(self, weights):
        return [slope(*weights) for slope in self.slopes]

    def path(self, rate=None):
        """The weights before each step, and after the last."""
        rate, found = rate or self.rate, [self.weights]
        for _ in range(self.steps):
            gradient = self.gradient(found[-1])
            found.append([w - rate * g for w, g in zip(found[-1], gradient, strict=True)])
        return found


def bounded_exp(x):
    """The exponential function, which is no error for weights that have run far away."""
    return math.exp(min(x, 700.0))


def drawn(rng, count, steps):
    """Σ a·(w − m)² + c·w₁·w₂ + … + exp(b·w₁): bowls that are no circles, and no two alike."""
    a = [round(rng.uniform(0.5, 1.5), 2) for _ in range(count)]
    m = [round(rng.choice((1, -1)) * rng.uniform(0.5, 1.5), 2) for _ in range(count)]
    b, c = round(rng.uniform(0.3, 0.6), 2), round(rng.uniform(0.2, 0.4), 2)
    weights = [round(rng.choice((1, -1)) * rng.uniform(1.6, 2.6), 2) for _ in range(count)]
    rate = round(rng.uniform(0.05, 0.15), 3)

    def value(*w):
        bowls = sum(p * (t - q) * (t - q) for p, q, t in zip(a, m, w, strict=True))
        return bowls + bounded_exp(b * w[0]) + (c * w[0] * w[1] if count > 1 else 0.0)

    def slope(k):
        def at(*w):
            found = 2 * a[k] * (w[k] - m[k]) + (b * bounded_exp(b * w[0]) if k == 0 else 0.0)
            return found + (c * w[1 - k] if count > 1 and k < 2 else 0.0)

        return at

    bowls = [f"{p}·(w{k} − {q})²" for k, (p, q) in enumerate(zip(a, m, strict=True), start=1)]
    text = " + ".join([*bowls, f"exp({b}·w1)", *([f"{c}·w1·w2"] if count > 1 else [])])
    return Task(value, [slope(k) for k in range(count)], weights, rate, steps, text)


def rising(rng):
    """A rate at which each step leads upwards."""
    while True:
        task = replace(drawn(rng, 2, 3), rate=round(rng.uniform(1.3, 1.6), 2))
        values = [task.value(*each) for each in task.path()]
        if values == sorted(values) and values[-1] < 1e6:
            return task


def mistaken(task):
    """The last weights that known mistakes lead to, by the id of the mistake."""
    first = task.gradient(task.weights)
    path = task.path()
    found = {
        "ascends": task.path(-task.rate)[-1],
        "rate-forgotten": task.path(1.0)[-1],
        "rate-halved": task.path(task.rate / 2)[-1],
    }
    if task.steps > 1:
        far = [task.rate * task.steps * g for g in first]
        found["old-gradient"] = [w - step for w, step in zip(task.weights, far, strict=True)]
        found["one-step-less"] = path[-2]
    return found


def check(submission, task, calls=False):
    with asking(task.listed):
        returned = submission(*task.asked)
    asked = submission.counts["evaluate"]
    compare(returned, task)
    each = 1 + len(task.weights)
    if calls and asked > task.steps * each:
        raise Wrong(
            f"{task.listed}\n\nThe numbers are right. Calls of value_and_gradient: "
            f"{asked // each}; {task.steps} will do.",
            what="calls",
            yours=asked // each,
            expected=task.steps,
            sign="asks-too-often",
        )


def compare(returned, task):
    returned = plain(returned)
    if type(returned) is not list or len(returned) != 2:
        raise Wrong(
            f"{task.listed}\n\nIt should return two lists, the weights and the values; it returned "
            f"{shown(returned)}."
        )
    path = task.path()
    weights = numbers(returned[0], len(task.weights), "weights")
    values = numbers(returned[1], task.steps, "values, one for each step")
    wanted = [task.value(*each) for each in path[:-1]]
    for k, (number, right) in enumerate(zip(weights, path[-1], strict=True)):
        if not is_close(number, right):
            ways = mistaken(task).items()
            fail(task, f"Weight w{k + 1}", number, right, sign_of(weights, ways))
    for k, (number, right) in enumerate(zip(values, wanted, strict=True)):
        if not is_close(number, right):
            late = is_close(number, task.value(*path[k + 1]))
            fail(task, f"The value before step {k + 1}", number, right, "one-step-late" * late)


def sign_of(weights, ways):
    for id, others in ways:
        if all(is_close(one, other) for one, other in zip(weights, others, strict=True)):
            return id
    return ""


def fail(task, what, yours, expected, sign):
    left, right = pair(yours, expected)
    raise Wrong(
        f"{task.listed}\n\n{what}: yours {left}, expected {right}.",
        what=what,
        yours=yours,
        expected=expected,
        sign=sign,
    )


def test_one_step(submission, rng):
    """One step, and none."""
    for count in (1, 2, 3):
        check(submission, drawn(rng, count, 1))
    check(submission, drawn(rng, 2, 0))


def test_one_weight(submission, rng):
    """Several steps of one weight."""
    for steps in (2, 3, 8):
        check(submission, drawn(rng, 1, steps))


def test_several_weights(submission, rng):
    """Several weights, which move at once."""
    for count, steps in ((2, 2), (2, 3), (3, 4), (4, 10)):
        check(submission, drawn(rng, count, steps))
    check(submission, rising(rng))


def test_asked_again(submission, rng):
    """The list of weights is as it was, and may be used again."""
    task = drawn(rng, 2, 3)
    more = Task(task.value, task.slopes, task.weights, task.rate, 5, task.text)
    calls = [task.asked, more.asked, task.asked]
    names = ["value_and_gradient", "", "weights"]
    answers = again(submission, calls, task.listed, names)
    for returned, each in zip(answers, (task, more, task), strict=True):
        compare(returned, each)


def test_evaluations(submission, rng):
    """The gradient is asked for once in a step."""
    for count, steps in ((1, 3), (3, 5)):
        check(submission, drawn(rng, count, steps), calls=True)
