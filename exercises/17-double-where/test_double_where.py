"""Checks of `root`, `entropy` and `sinc`: values and slopes, also where these are in danger."""

import math

from adlab.grading.exercises.checks import Wrong, asking, is_close, pair

RIGHT = {
    "root": (math.sqrt, lambda x: 0.5 / math.sqrt(x)),
    "entropy": (lambda x: x * math.log(x), lambda x: math.log(x) + 1.0),
    "sinc": (lambda x: math.sin(x) / x, lambda x: math.cos(x) / x - math.sin(x) / x**2),
}


def expected(name, x):
    """The value and the slope at one entry."""
    if name == "sinc" and x == 0:
        return 1.0, 0.0
    if name != "sinc" and x <= 0:
        return 0.0, 0.0
    value, slope = RIGHT[name]
    return value(x), slope(x)


def check(submission, name, values):
    listed = f"    {name}(x, np) with x = {values}"
    with asking(listed):
        returned = submission.call("run", name, values)
    for what, yours, k in (("value", returned[0], 0), ("slope", returned[1], 1)):
        for at, (number, x) in enumerate(zip(yours, values, strict=True)):
            right = expected(name, x)[k]
            if not is_close(number, right):
                left, wanted = pair(number, right)
                raise Wrong(
                    f"{listed}\n\nThe {what} at x = {x}: yours {left}, expected {wanted}.",
                    what=what,
                    yours=number,
                    expected=right,
                    call=f"run({name!r}, {values})[{k}][{at}]",
                )


def numbers(rng, count, signs=(1,)):
    return [round(rng.choice(signs) * rng.uniform(0.3, 3.0), 2) for _ in range(count)]


def dangerous(submission, rng, name, entries):
    """Each dangerous entry between two that are not, and all of them together."""
    for entry in entries:
        check(submission, name, [*numbers(rng, 1), entry, *numbers(rng, 1)])
    check(submission, name, [*entries, *numbers(rng, 2)])


def test_root(submission, rng):
    """√x, at 0 and below."""
    dangerous(submission, rng, "root", [0.0, -1.0, *numbers(rng, 1, (-1,))])


def test_entropy(submission, rng):
    """x · ln x, at 0 and below."""
    dangerous(submission, rng, "entropy", [0.0, -1.0, *numbers(rng, 1, (-1,))])


def test_sinc(submission, rng):
    """sin(x) / x, at 0, and at 1 and negative numbers, where nothing is special."""
    dangerous(submission, rng, "sinc", [0.0])
    check(submission, "sinc", [1.0, 0.0, -1.0, *numbers(rng, 2, (-1,))])


def test_elsewhere(submission, rng):
    """Where nothing is dangerous, all three are what they are."""
    for name in RIGHT:
        check(submission, name, [1.0, 0.001, *numbers(rng, 3)])
