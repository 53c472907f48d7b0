"""Checks of `choose_h`: both steps are near the lowest point of the error."""

import math

from adlab.grading.exercises.checks import Wrong, asking, is_number, plain, shown

EPSILON = 1.1e-16
FACTOR = 3.2
MODERATE = 0.25
"""Powers of ten up to which a number is moderate: there, textbook steps are near enough."""

FORWARD, CENTRAL = 0, 1
NAMES = ("forward", "central")


def best(value, second, third):
    """Where truncation and round-off are equal."""
    return (
        math.sqrt(2 * EPSILON * abs(value / second)),
        math.cbrt(6 * EPSILON * abs(value / third)),
    )


def errors(method, h, value, second, third):
    """The truncation and the round-off of a difference with this step."""
    truncation = abs(second) * h / 2 if method == FORWARD else abs(third) * h * h / 6
    return truncation, EPSILON * abs(value) / h


def steps(submission, sizes):
    """Both steps, once they look like steps."""
    listed = f"    choose_h({', '.join(f'{size:.4g}' for size in sizes)})"
    with asking(listed):
        returned = plain(submission(*sizes))
    if type(returned) is not list or len(returned) != 2:
        what = "it returned nothing" if returned is None else f"it returned {shown(returned)}"
        raise Wrong(f"It should return two steps, `return forward, central`; {what}.")
    for name, h in zip(NAMES, returned, strict=True):
        if not is_number(h) or not 0 < h < math.inf:
            raise Wrong(f"{listed}\n\nThe {name} step is {shown(h)}; a step is a positive number.")
    return listed, returned


def check_step(submission, sizes, method):
    listed, returned = steps(submission, sizes)
    h, right = returned[method], best(*sizes)[method]
    if not is_near(h, right):
        truncation, rounding = errors(method, h, *sizes)
        larger, change = (
            ("truncation", "smaller") if truncation > rounding else ("round-off", "larger")
        )
        raise Wrong(
            f"{listed}\n\nThe {NAMES[method]} step: yours {h:.2g}, expected about {right:.2g}. "
            f"With yours, truncation is {truncation:.1e} and round-off {rounding:.1e}: "
            f"the {larger} rules, and a {change} step does better.",
            what="step",
            method=NAMES[method],
            yours=h,
            expected=right,
            truncation=truncation,
            rounding=rounding,
        )


MISTAKES = {
    "steps-swapped": [lambda e, f, s, t: (cube(e * f / t), root(e * f / s))],
    "wrong-root": [
        lambda e, f, s, t: (root(e * f / s), root(e * f / t)),
        lambda e, f, s, t: (cube(e * f / s), cube(e * f / t)),
        lambda e, f, s, t: (cube(e * f / s), root(e * f / t)),
        lambda e, f, s, t: (e * f / s, e * f / t),
    ],
    "wrong-derivative": [
        lambda e, f, s, t: (root(e * f / s), cube(e * f / s)),
        lambda e, f, s, t: (root(e * f / t), cube(e * f / t)),
        lambda e, f, s, t: (root(e * f / t), cube(e * f / s)),
    ],
    "one-step-for-both": [
        lambda e, f, s, t: (root(e * f / s), root(e * f / s)),
        lambda e, f, s, t: (cube(e * f / t), cube(e * f / t)),
    ],
    "rule-of-thumb-only": [
        lambda e, f, s, t: (root(e), cube(e)),
        lambda e, f, s, t: (root(e * f / s), cube(e)),
        lambda e, f, s, t: (root(e), cube(e * f / t)),
        lambda e, f, s, t: (f * root(e), f * cube(e)),
    ],
    "size-of-value-forgotten": [
        lambda e, f, s, t: (root(e / s), cube(e / t)),
        lambda e, f, s, t: (root(e / (f * s)), cube(e / (f * t))),
    ],
    "ratio-upside-down": [
        lambda e, f, s, t: (root(e * s / f), cube(e * t / f)),
        lambda e, f, s, t: (root(e * f * s), cube(e * f * t)),
    ],
    "root-of-epsilon-only": [
        lambda e, f, s, t: (root(e) * f / s, cube(e) * f / t),
        lambda e, f, s, t: (e * root(f / s), e * cube(f / t)),
    ],
}
"""The steps that mistakes make of ε, |f|, |f″| and |f‴|."""

root, cube = math.sqrt, math.cbrt


def signature(arguments, answer):
    """The mistakes that make steps of about this size; factors under the roots tell nothing."""
    if not all(is_number(h) for h in answer):
        return {"no numbers": 1.0}
    if all(is_near(h, right) for h, right in zip(answer, best(*arguments), strict=True)):
        return {}
    sizes = [abs(number) for number in arguments]
    signs = {
        id: 1.0
        for id, rules in MISTAKES.items()
        for rule in rules
        if all(is_near(h, made) for h, made in zip(answer, rule(EPSILON, *sizes), strict=True))
    }
    return signs or {f" {k}": math.log10(h) if h > 0 else h for k, h in enumerate(answer)}


def is_near(h, right):
    return right / FACTOR < h < right * FACTOR


def drawn(rng, low, high):
    """A number of a size between 10^low and 10^high."""
    return float(f"{10 ** rng.uniform(low, high):.4g}")


def test_forward(submission, rng):
    """The forward step, for a function whose value and derivatives are moderate."""
    for _ in range(4):
        check_step(submission, [drawn(rng, -MODERATE, MODERATE) for _ in range(3)], FORWARD)


def test_central(submission, rng):
    """The central step, for a function whose value and derivatives are moderate."""
    for _ in range(4):
        check_step(submission, [drawn(rng, -MODERATE, MODERATE) for _ in range(3)], CENTRAL)


def test_any_function(submission, rng):
    """Functions that are large or small, flat or strongly curved."""
    for value, second, third in ((4, 0, 1), (-4, 1, 0), (0, 5, 2), (0, 2, 7), (1, -4, -6)):
        sizes = [drawn(rng, middle - 0.5, middle + 0.5) for middle in (value, second, third)]
        for method in (FORWARD, CENTRAL):
            check_step(submission, sizes, method)


def test_signs(submission, rng):
    """Values and derivatives of either sign."""
    for signs in ((-1, 1, 1), (1, -1, 1), (1, 1, -1), (-1, -1, -1)):
        sizes = [sign * drawn(rng, -MODERATE, MODERATE) for sign in signs]
        for method in (FORWARD, CENTRAL):
            check_step(submission, sizes, method)


def test_measured(submission, rng):
    """On sin(w·x), the differences with these steps are nearly as exact as they can be."""
    for w in (1.0, 30.0, 1000.0):
        x = rng.uniform(0.6, 0.9) / w
        value, slope = math.sin(w * x), w * math.cos(w * x)
        sizes = [value, -w * w * value, -w * w * slope]
        listed, (forward, central) = steps(submission, sizes)
        for method, h, back in ((FORWARD, forward, 0.0), (CENTRAL, central, central)):
            found = (math.sin(w * (x + h)) - math.sin(w * (x - back))) / (h + back)
            allowed = 8 * sum(errors(method, best(*sizes)[method], *sizes))
            if abs(found - slope) > allowed:
                raise Wrong(
                    f"{listed}      sin({w:.0f}·x) at x = {x:.4g}\n\n"
                    f"With your {NAMES[method]} step {h:.2g} the slope comes out as "
                    f"{found:.10g}; right is {slope:.10g}. "
                    f"An error of {allowed:.1e} is within reach.",
                    what="measured",
                    method=NAMES[method],
                    yours=h,
                    expected=best(*sizes)[method],
                )
