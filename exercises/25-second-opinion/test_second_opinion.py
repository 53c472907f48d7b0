"""Checks of `trust`: functions of which we know what is the matter with them."""

import numpy as np

import adlab
from adlab.grading.exercises.checks import Wrong, asking, shown

MOST = 40
VERDICTS = ("agree", "kink", "constant branch", "cancelled")


def wanted(kind, numbers, ad, x):
    a, _b, _c = numbers
    if kind in ("exponential", "logarithm", "root"):
        return "cancelled" if abs(x) < 1e-6 else "agree"
    if kind == "patched":
        return "constant branch" if ad == 0.0 and x == a else "agree"
    if kind in ("fold", "ramp", "larger"):
        return "kink" if x == a else "agree"
    return "agree"


def signature(arguments, answer):
    """Nothing for a verdict that is right and not too dear."""
    said, count = answer
    right = wanted(*arguments)
    if said != right:
        return {f"{said} for {right}": 1.0}
    return {"evaluations": 1.0} if count > MOST else {}


def check(submission, kind, numbers, ad, x):
    listed = f'    f is "{kind}" with {numbers}\n    x = {x!r}, AD says {ad!r}'
    with asking(listed):
        said, count = submission.call("judged", kind, numbers, ad, x)
    right = wanted(kind, numbers, ad, x)
    facts = {"kind": repr(kind), "numbers": numbers, "ad": ad, "x": x}
    if said not in VERDICTS:
        raise Wrong(f"{listed}\n\nExpected one of the four verdicts, got {shown(said)}.")
    if said != right:
        raise Wrong(
            f'{listed}\n\nYou say "{said}"; it is "{right}".',
            what="verdict",
            yours=said,
            expected=right,
            **facts,
        )
    if count > MOST:
        raise Wrong(
            f"{listed}\n\nf was evaluated {count} times; {MOST} are allowed.",
            what="evaluations",
            yours=count,
            expected=MOST,
            sign="too-many-evaluations",
            **facts,
        )


def drawn(rng):
    """Two generic numbers, and a size."""
    return [round(rng.uniform(0.5, 1.5), 2), round(rng.uniform(0.3, 0.7), 2)]


SIZES = (1.0, 1e6, 1e-6)


def test_smooth(submission, rng):
    """Smooth functions of all sizes, and slopes that are 0."""
    for size in SIZES:
        a, b = drawn(rng)
        x = round(rng.uniform(-1.0, 1.0), 2)
        slope = size * (a * float(np.cos(a * x)) + 2.0 * b * x)
        check(submission, "wave", [a, b, size], slope, x)
        check(submission, "power", [a, b, size], 0.0, a)
        check(submission, "constant", [a, b, size], 0.0, x)
        check(submission, "power", [a, b, size], 2.0 * size * 0.5, a + 0.5)
    check(submission, "wave", [6.0, 4.0, 1.0], 6.0, 0.0)


def test_kinks(submission, rng):
    """Kinks at x with every convention, and a kink that is not at x."""
    for size in SIZES:
        a, b = drawn(rng)
        for kind, left, right in (("fold", b - 1, b + 1), ("ramp", b, b + 1), ("larger", b, 1.0)):
            for ad in (left, right, (left + right) / 2):
                check(submission, kind, [a, b, size], size * ad, a)
            check(submission, kind, [a, b, size], size * right, a + 0.5)
            check(submission, kind, [a, b, size], size * left, a - 0.5)
        check(submission, "fold", [a, 8.0, size], size * 8.0, a)  # both sides go up steeply


def test_branches(submission, rng):
    """A value that was put in by hand, where the slope is AD's 0; and beside it."""
    for size in SIZES:
        a, b = drawn(rng)
        check(submission, "patched", [a, b, size], 0.0, a)
        check(submission, "patched", [a, b, size], size * (2.0 * (a + 0.5) + b), a + 0.5)


def test_cancelled(submission, rng):
    """Programs that lose all digits near 0, with what AD really says there; and further away."""
    for kind, f in (
        ("exponential", lambda x: (np.exp(x) - 1.0) / x),
        ("logarithm", lambda x: np.log(1.0 + x) / x),
        ("root", lambda x: (np.sqrt(1.0 + x) - 1.0) / x),
    ):
        for size in SIZES:
            x = tiny(rng, f)
            check(submission, kind, [1.0, 1.0, size], size * float(adlab.grad(f)(x)), x)
            x = round(rng.uniform(0.5, 0.9), 2)
            check(submission, kind, [1.0, 1.0, size], size * float(adlab.grad(f)(x)), x)


def tiny(rng, f):
    """A point near 0 at which AD is far off, and not 0."""
    right = float(adlab.grad(f)(1e-4))
    while True:
        x = rng.uniform(0.8e-8, 3e-8)
        found = float(adlab.grad(f)(x))
        if found and abs(found - right) > 0.1 * abs(right):
            return x
