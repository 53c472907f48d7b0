"""Checks of `three_ways`: each of the three slopes by itself."""

from adlab.grading.exercises.checks import Wrong, again, asking, is_close, pair, plain, shown

WAYS = ("symbolic", "numerical", "automatic")
PRECISE = 1e-11
COPIES = 12


def value(coefficients, x):
    y = 0.0
    for c in reversed(coefficients):
        y = y * x + c
    return y


def slopes(coefficients, x, h):
    slope = value([k * c for k, c in enumerate(coefficients)][1:], x)
    numerical = (value(coefficients, x + h) - value(coefficients, x)) / h
    return slope, numerical, slope


def check(submission, which, coefficients, x, h):
    listed = f"    three_ways({coefficients}, {x}, {h})"
    with asking(listed):
        returned = submission(coefficients, x, h)
    return compare_slopes(returned, which, coefficients, x, h, listed)


def compare_slopes(returned, which, coefficients, x, h, listed):
    returned = plain(returned)
    if type(returned) is not list or len(returned) != len(WAYS):
        what = "it returned nothing" if returned is None else f"it returned {shown(returned)}"
        raise Wrong(f"It should return three slopes; {what}.")
    yours, expected = returned[which], slopes(coefficients, x, h)[which]
    if not is_close(yours, expected, PRECISE):
        left, right = pair(yours, expected)
        raise Wrong(
            f"{listed}\n\nThe {WAYS[which]} slope: yours {left}, expected {right}.",
            what=WAYS[which],
            coefficients=coefficients,
            x=x,
            h=h,
            yours=yours,
            expected=expected,
        )
    return returned


def drawn(rng):
    return round(rng.choice((1, -1)) * rng.uniform(0.3, 2.4), 2)


def check_polynomials(submission, rng, which):
    for degree in (1, 2, 3, 4, 5):
        coefficients = [drawn(rng) for _ in range(degree + 1)]
        check(submission, which, coefficients, abs(drawn(rng)), rng.choice((0.25, 0.5, 0.125)))


def test_symbolic(submission, rng):
    """The formula, evaluated."""
    check_polynomials(submission, rng, 0)


def test_numerical(submission, rng):
    """The forward difference, with the step that was asked for."""
    check_polynomials(submission, rng, 1)


def test_automatic(submission, rng):
    """The slope, carried along."""
    check_polynomials(submission, rng, 2)
    same = 0
    for _ in range(COPIES):
        coefficients, x = [drawn(rng) for _ in range(12)], 0.5 + rng.random()
        symbolic, _, automatic = check(submission, 2, coefficients, x, 0.25)
        same += symbolic == automatic
    if same == COPIES:
        raise Wrong(
            f"The symbolic and the automatic slope of {COPIES} long polynomials are the same to "
            "the last bit. Two ways of computing round differently: the third slope should be "
            "carried along with the value, and not be the first one again.",
            what="automatic",
            sign="other-way-copied",
        )


def test_constants(submission, rng):
    """A polynomial without x has the slope 0, and one may lack powers."""
    for coefficients in ([drawn(rng)], [0.0, 0.0, drawn(rng)], [drawn(rng), 0.0, 0.0, drawn(rng)]):
        for which in range(3):
            check(submission, which, coefficients, abs(drawn(rng)), 0.25)


def test_points(submission, rng):
    """At 0, at negative points, with a negative step, and at one point after the other."""
    for x, h in ((0.0, 0.5), (-abs(drawn(rng)), 0.25), (-1.7, -0.5), (0.6, -0.25)):
        for which in range(3):
            check(submission, which, [drawn(rng) for _ in range(4)], x, h)
    check_again(submission, [drawn(rng) for _ in range(4)], (0.5, -1.5, 0.5))


def check_again(submission, coefficients, points):
    """Ask for several points, with the very same list of coefficients."""
    listed = f"    three_ways({coefficients}, x, 0.25) for x = {', '.join(map(str, points))}"
    calls = [[coefficients, x, 0.25] for x in points]
    answers = again(submission, calls, listed, ["coefficients"])
    for x, answer in zip(points, answers, strict=True):
        for which in range(3):
            compare_slopes(answer, which, coefficients, x, 0.25, listed)
