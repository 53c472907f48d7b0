"""Checks of `rule`: values and partials beside the same in 400 digits."""

import decimal
import math

from adlab.grading.exercises.checks import Wrong, asking, numbers, pair

DIGITS = 400  # of which e⁻⁸⁰⁰ beside 1 leaves some
CLOSE = 1e-12
TINY = 1e-290  # below which a float loses digits by itself


def exact(op, xs):
    """Value and partials by the formulas on paper, in many digits."""
    with decimal.localcontext(prec=DIGITS):
        a, b = (decimal.Decimal(x) for x in (xs[0], xs[-1]))
        one = decimal.Decimal(1)
        if op == "softplus":
            found = (one + a.exp()).ln(), [one / (one + (-a).exp())]
        elif op == "sigmoid":
            s = one / (one + (-a).exp())
            found = s, [s * (one - s)]
        elif op == "logsigmoid":
            found = -(one + (-a).exp()).ln(), [one / (one + a.exp())]
        else:
            total = a.exp() + b.exp()
            found = total.ln(), [a.exp() / total, b.exp() / total]
        return [float(found[0]), *map(float, found[1])]


def check(submission, op, *xs):
    listed = f"    rule({', '.join([repr(op), *map(str, xs)])})"
    with asking(listed, sign=of_a_problem):
        returned = submission(op, *xs)
    right = exact(op, xs)
    flat = [returned[0], *returned[1]] if is_pair(returned) else returned
    yours = numbers(flat, len(right), "numbers: the value, and a list of the partials")
    for k, (number, wanted) in enumerate(zip(yours, right, strict=True)):
        if not abs(number - wanted) <= max(CLOSE * abs(wanted), TINY):
            left, expected = pair(number, wanted)
            what = "value" if k == 0 else f"partial {k}" if len(xs) > 1 else "slope"
            raise Wrong(
                f"{listed}\n\nThe {what}: yours {left}, expected {expected}.",
                what=what,
                yours=number,
                expected=wanted,
                call=listed.strip(),
                sign=next((id for id, all in mistaken(op, xs) if same(number, all[k])), ""),
            )


def mistaken(op, xs):
    """What known mistakes give, beginning with the most common: too small to be seen otherwise."""
    a, b = xs[0], xs[-1]
    away = abs(a - b) if op == "logaddexp" else abs(a)
    rest = math.log(1.0 + math.exp(-away))
    s = 1.0 / (1.0 + math.exp(-away))
    up, down = (s, 1.0 - s) if (a >= b if op == "logaddexp" else a >= 0) else (1.0 - s, s)
    limit = float(up > 0.5)
    return {
        "softplus": [
            ("rounded-to-one", [max(a, 0.0) + rest, up]),
            ("clamped", [max(a, 0.0), limit]),
        ],
        "sigmoid": [
            ("rounded-to-one", [up, math.nan]),
            ("slope-from-the-value", [math.nan, up * down]),
            ("clamped", [limit, 0.0]),
        ],
        "logsigmoid": [
            ("rounded-to-one", [min(a, 0.0) - rest, down]),
            ("clamped", [min(a, 0.0), 1.0 - limit]),
        ],
        "logaddexp": [
            ("rounded-to-one", [max(a, b) + rest, math.nan, math.nan]),
            ("unstable-slope", [math.nan, up, down]),
        ],
    }[op]


def same(one, other):
    return math.isclose(one, other, rel_tol=1e-13)


def is_pair(returned):
    return type(returned) is list and len(returned) == 2 and type(returned[1]) is list


def of_a_problem(message):
    return "overflows" if "OverflowError" in message or "range error" in message else ""


ONE = ("softplus", "sigmoid", "logsigmoid")


def test_middle(submission, rng):
    """Arguments around 0, where every form will do."""
    for op in ONE:
        for x in (0.0, *(round(rng.uniform(-3.0, 3.0), 2) for _ in range(4))):
            check(submission, op, x)
    check(submission, "logaddexp", round(rng.uniform(0.2, 1.0), 2), round(rng.uniform(1.2, 2.0), 2))


def test_large(submission, rng):
    """Large arguments: 20 to 800."""
    for op in ONE:
        for x in (rng.randrange(20, 36), rng.randrange(37, 60), rng.randrange(400, 640), 800):
            check(submission, op, float(x))


def test_negative(submission, rng):
    """Large negative arguments, whose results may be tiny."""
    for op in ONE:
        for x in (rng.randrange(20, 36), rng.randrange(37, 60), rng.randrange(400, 640), 800):
            check(submission, op, -float(x))


def test_logaddexp(submission, rng):
    """Two arguments, near each other and far apart, at both ends."""
    for a in (800.0, -800.0, 0.0):
        for d in (0.0, 0.7, 25.0, 45.0, 500.0):
            far = a - math.copysign(d, a)
            check(submission, "logaddexp", a, far)
            check(submission, "logaddexp", far, a)
