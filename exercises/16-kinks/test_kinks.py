"""Checks of `kinks`: where the slope of a network of ReLUs changes.

All numbers are multiples of powers of two, so that kinks that coincide do so exactly.
"""

import math

from adlab.grading.exercises.checks import Wrong, again, asking, numbers, shown

NEAR = 1 / 1024  # nearer than two kinks ever are
WIDE = (-8.0, 8.0)


def slope(units, x):
    return sum(a * w for w, b, a in units if w * x + b > 0)


def right(units, low, high):
    """The points at which the slopes to the left and to the right differ."""
    points = sorted({-b / w for w, b, _ in units if w})
    return [
        x for x in points if low < x < high and slope(units, x - NEAR) != slope(units, x + NEAR)
    ]


def check(submission, units, low=WIDE[0], high=WIDE[1]):
    inner, bias, outer = (list(each) for each in zip(*units, strict=True))
    listed = (
        f"    inner = {inner}\n    bias = {bias}\n    outer = {outer}\n    between {low} and {high}"
    )
    with asking(listed, sign=of_a_problem):
        returned = submission(inner, bias, outer, low, high)
    compare(returned, right(units, low, high), listed, (inner, bias, outer, low, high))


def compare(returned, expected, listed, arguments):
    if type(returned) is not list or len(returned) != len(expected):
        raise wrong(listed, returned, expected, *arguments)
    yours = numbers(returned, len(expected), "points")
    if not all(math.isclose(a, b, abs_tol=1e-9) for a, b in zip(yours, expected, strict=True)):
        raise wrong(listed, returned, expected, *arguments)


def wrong(listed, returned, expected, *arguments):
    return Wrong(
        f"{listed}\n\nYours {shown(returned)}, expected {shown(expected)}.",
        what="kinks",
        yours=returned,
        expected=expected,
        call=f"kinks({', '.join(map(repr, arguments))})",
    )


def of_a_problem(message):
    return "constant-unit" if "division by zero" in message else ""


def weight(rng, signs=(1, -1)):
    return rng.choice(signs) * rng.choice((0.5, 1.0, 2.0, 4.0))


def place(rng, taken=(), low=-6.0, high=6.0):
    """A point that no other kink has, and not 0."""
    while True:
        x = rng.randrange(int(low * 8), int(high * 8)) / 8
        if x != 0 and x not in taken:
            return x


def unit(x, w, a):
    """A unit that bends at x."""
    return (w, -w * x, a)


def apart(rng, count, **how):
    """Units that bend at points of their own, not in order; both kinds of each sign."""
    places = []
    for _ in range(count):
        places.append(place(rng, places, **how))
    while places == sorted(places) and count > 1:
        rng.shuffle(places)
    signs = [(1, -1)[k % 2] for k in range(count)]
    rng.shuffle(signs)
    return [
        unit(x, weight(rng, (sign,)), weight(rng)) for x, sign in zip(places, signs, strict=True)
    ]


def test_one_unit(submission, rng):
    """One unit, which turns on or off; one that is constant; one that does not count."""
    for sign in (1, -1):
        check(submission, [unit(place(rng), 2.0 * sign, weight(rng))])
        check(submission, [unit(place(rng), 0.5 * sign, weight(rng))])
    check(submission, [(0.0, 1.5, weight(rng))])
    check(submission, [unit(place(rng), weight(rng), 0.0)])


def test_several_units(submission, rng):
    """Units in any order, some of them constant or without effect."""
    for count in (2, 3, 4, 6):
        units = apart(rng, count)
        check(submission, units)
        check(submission, [(0.0, weight(rng), weight(rng)), *units])
        check(submission, [*units, unit(place(rng, [-b / w for w, b, _ in units]), 2.0, 0.0)])


def test_units_at_one_point(submission, rng):
    """Two units that bend at the same point, and do not cancel."""
    for signs in ((1, 1), (1, -1), (-1, -1)):
        x = place(rng)
        units = [unit(x, 2.0 * signs[0], 1.5), unit(x, 4.0 * signs[1], 2.0)]
        check(submission, units)
        others = [u for u in apart(rng, 2) if -u[1] / u[0] != x]
        check(submission, [units[0], *others, units[1]])


def test_units_that_cancel(submission, rng):
    """Two or three units that bend at the same point, and cancel; or only seem to."""
    for signs in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        x = place(rng)
        check(submission, [unit(x, 1.0 * signs[0], -2.0), unit(x, 2.0 * signs[1], 1.0)])
        others = [u for u in apart(rng, 3) if -u[1] / u[0] != x]
        check(submission, [unit(x, 2.0 * signs[0], 1.0), *others, unit(x, signs[1], -2.0)])
    x = place(rng)
    check(submission, [unit(x, 2.0, 1.0), unit(x, -2.0, 1.0)])
    check(submission, [unit(x, 2.0, 1.0), unit(x, -1.0, 1.0), unit(x, 1.0, -3.0)])


def test_interval(submission, rng):
    """Only what is strictly between low and high."""
    for _ in range(3):
        units = apart(rng, 5)
        places = sorted(-b / w for w, b, _ in units)
        check(submission, units, places[1] - 1 / 16, places[3] + 1 / 16)
        check(submission, units, places[0], places[3])


def test_second_call(submission, rng):
    """The same lists again, with another interval, and once more."""
    units = apart(rng, 4)
    weights = [list(each) for each in zip(*units, strict=True)]
    middle = sorted(-b / w for w, b, _ in units)[1] + 1 / 16
    calls = [[*weights, *ends] for ends in (WIDE, (WIDE[0], middle), WIDE)]
    listed = f"    inner, bias, outer = {weights}\n    called three times, on the same lists"
    answers = again(submission, calls, listed, ["inner", "bias", "outer", "low", "high"])
    for call, answer in zip(calls, answers, strict=True):
        compare(answer, right(units, *call[3:]), listed, call)
