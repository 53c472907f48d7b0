"""Checks of `derivative`: programs with derivatives inside of derivatives, given as data.

A program is a nested list: ["number", 3.0], ["name", "x"], ["multiply", a, b], and for the slope at
a point ["derivative", "x", body, point].
"""

import adlab
from adlab.grading.exercises.checks import Wrong, asking, is_close, numbers, pair

SIGNS = {"add": "+", "subtract": "-", "multiply": "*"}
NAMES = "xyz"


def number(value):
    return ["number", value]


def name(which):
    return ["name", which]


def slope(which, body, at):
    return ["derivative", which, body, at]


def both(kind, *parts):
    """The same operation between all parts, from left to right."""
    made = parts[0]
    for part in parts[1:]:
        made = [kind, made, part]
    return made


def text(program, inside=False):
    """A program as one would write it."""
    kind, *rest = program
    if kind == "number":
        return f"{rest[0]}"
    if kind == "name":
        return rest[0]
    if kind == "derivative":
        which, body, at = rest
        return f"derivative(lambda {which}: {text(body)})({text(at)})"
    written = f" {SIGNS[kind]} ".join(text(part, True) for part in rest)
    return f"({written})" if inside else written


def right(program, known=()):
    """What it computes, by adlab's own nested derivatives."""
    kind, *rest = program
    known = dict(known)
    if kind == "number":
        return rest[0]
    if kind == "name":
        return known[rest[0]]
    if kind == "derivative":
        which, body, at = rest
        return adlab.grad(lambda value: right(body, {**known, which: value}) + 0.0 * value)(
            right(at, known)
        )
    first, second = (right(part, known) for part in rest)
    if kind == "add":
        return first + second
    return first * second if kind == "multiply" else first - second


def check(submission, program):
    listed = f"    {text(program)}"
    with asking(listed, sign=of_a_problem):
        returned = submission.call("run", program)
    [yours], expected = numbers([returned], 1, "number"), float(right(program))
    if not is_close(yours, expected):
        left, wanted = pair(yours, expected)
        raise Wrong(
            f"{listed}\n\nYours {left}, expected {wanted}.",
            what="slope",
            yours=yours,
            expected=expected,
            program=text(program),
        )


def of_a_problem(message):
    return "slope-of-a-constant" if "'float' object has no attribute" in message else ""


def generic(rng):
    return number(round(rng.choice((1, -1)) * rng.uniform(0.4, 2.6), 2))


def polynomial(rng, *names):
    """A polynomial in which each of the names occurs at least once."""
    factors = [name(which) for which in names]
    factors += [rng.choice(factors) for _ in range(rng.choice((0, 1)))]
    rng.shuffle(factors)
    kinds = [rng.choice(("add", "multiply", "multiply", "subtract")) for _ in factors[1:]]
    made = factors[0]
    for kind, factor in zip(kinds, factors[1:], strict=True):
        made = [kind, made, factor]
    with_number = [generic(rng), made]
    rng.shuffle(with_number)
    return [rng.choice(("add", "multiply", "subtract")), *with_number]


def test_one_level(submission, rng):
    """Derivatives of polynomials, with numbers on either side, and of constants."""
    x = name("x")
    for body in (x, both("multiply", x, x), both("multiply", x, x, x), number(3.0)):
        check(submission, slope("x", body, generic(rng)))
    for kind in SIGNS:
        check(submission, slope("x", [kind, generic(rng), x], generic(rng)))
        check(submission, slope("x", [kind, x, generic(rng)], generic(rng)))
    for _ in range(6):
        check(submission, slope("x", polynomial(rng, "x", "x"), generic(rng)))


def test_second_derivatives(submission, rng):
    """The slope of a slope, at the same point and at others."""
    y = name("y")
    for body in (both("multiply", y, y, y), both("multiply", y, y), polynomial(rng, "y", "y", "y")):
        inner = slope("y", body, name("x"))
        check(submission, slope("x", inner, generic(rng)))
        check(submission, slope("x", ["multiply", name("x"), inner], generic(rng)))


def test_inner_functions_of_an_outer_variable(submission, rng):
    """x · d/dy (x + y), and its kin: the inner function uses x, which is held still there."""
    x, y = name("x"), name("y")
    for kind in ("add", "multiply", "subtract"):
        for inside in ([kind, x, y], [kind, y, x]):
            for at in (number(1.0), generic(rng), x):
                inner = slope("y", inside, at)
                check(
                    submission, slope("x", ["multiply", x, inner], at if at != x else number(1.0))
                )
    check(submission, slope("x", slope("y", both("multiply", x, x), generic(rng)), generic(rng)))
    check(submission, slope("x", ["multiply", x, slope("y", x, generic(rng))], generic(rng)))


def test_random_nesting(submission, rng):
    """Two and three levels, in which any function uses any variable that it sees."""
    for depth in (2, 2, 2, 2, 3, 3, 3, 3):
        check(submission, nested(rng, depth))


def nested(rng, depth, seen=()):
    """A slope whose function has another slope in it, `depth` levels deep."""
    which = NAMES[len(seen)]
    seen = (*seen, which)
    body = polynomial(rng, *seen)
    if len(seen) < depth:
        inner = nested(rng, depth, seen)
        parts = [body, inner]
        rng.shuffle(parts)
        body = [rng.choice(("multiply", "add", "multiply")), *parts]
    at = rng.choice([generic(rng), name(seen[-2])]) if len(seen) > 1 else generic(rng)
    return slope(which, body, at)
