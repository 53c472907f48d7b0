"""Partials that learners write for one operation, and the mistake that each gives away.

- `mistake(op, operands, position, yours, right)`: the id of a mistake, or "".

The same rules are asked for in several exercises: as a list of partials, in a dual number, in an
engine. So which rule is wrong is told here, by the wrong number alone, for all of them.

>>> mistake("multiply", [2.0, 5.0], 0, 2.0, 5.0)
'own-factor'
>>> mistake("exp", [1.7], 0, 1.7, 5.473947)
'exp-uses-operand'
>>> mistake("multiply", [2.0, 5.0], 0, 5.0000003, 5.0)
'difference-for-slope'
>>> mistake("multiply", [2.0, 5.0], 0, 0.123, 5.0)
''
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

Rule = Callable[..., float]
"""From the operands and the result to a wrong partial."""

DIFFERENCE = 1e-4
"""An error that is smaller, beside the size of the number, is that of a difference quotient."""
TANH, RELU = "tanh-uses-operand", "relu-gate"

ONE: dict[str, tuple[tuple[str, Rule], ...]] = {
    "negative": (("sign-of-negative", lambda x, z: 1.0), ("sign-of-negative", lambda x, z: z)),
    "exp": (
        ("exp-uses-operand", lambda x, z: x),
        ("exp-uses-operand", lambda x, z: math.exp(z)),
        ("exp-uses-operand", lambda x, z: x * math.exp(x - 1)),
    ),
    "log": (
        ("log-uses-wrong-value", lambda x, z: x),
        ("log-uses-wrong-value", lambda x, z: z),
        ("log-uses-wrong-value", lambda x, z: 1 / z),
        ("log-uses-wrong-value", lambda x, z: 1 / math.exp(x)),
    ),
    "sin": (
        ("sign-of-sin", lambda x, z: -math.cos(x)),
        ("slope-at-wrong-value", lambda x, z: math.cos(z)),
        ("value-for-partial", lambda x, z: z),
    ),
    "cos": (
        ("sign-of-sin", lambda x, z: math.sin(x)),
        ("slope-at-wrong-value", lambda x, z: -math.sin(z)),
    ),
    "tanh": (
        (TANH, lambda x, z: 1 - x * x),
        (TANH, lambda x, z: 1 - z),
        (TANH, lambda x, z: 1 - math.tanh(z) ** 2),
        (TANH, lambda x, z: z * (1 - z)),
        (TANH, lambda x, z: x * (1 - x)),
    ),
    "relu": (
        (RELU, lambda x, z: float(x <= 0)),
        (RELU, lambda x, z: z),
        (RELU, lambda x, z: 1.0 if x > 0 else -1.0),
        (RELU, lambda x, z: 1.0),
    ),
}

TWO: dict[str, tuple[tuple[str, Rule, Rule], ...]] = {
    "subtract": (
        ("sign-of-subtract", lambda x, y, z: 1.0, lambda x, y, z: 1.0),
        ("sign-of-subtract", lambda x, y, z: -1.0, lambda x, y, z: 1.0),
    ),
    "multiply": (
        ("own-factor", lambda x, y, z: x, lambda x, y, z: y),
        ("value-for-factor", lambda x, y, z: z, lambda x, y, z: z),
        ("value-for-factor", lambda x, y, z: x + y, lambda x, y, z: x + y),
        ("value-for-factor", lambda x, y, z: z / y**2, lambda x, y, z: z / x**2),
    ),
    "divide": (
        ("denominator", lambda x, y, z: y, lambda x, y, z: x / y**2),
        ("denominator", lambda x, y, z: 1.0, lambda x, y, z: -x / y),
        ("denominator", lambda x, y, z: 1 / y**2, lambda x, y, z: x / y),
        ("denominator", lambda x, y, z: 1 / x, lambda x, y, z: -1 / y**2),
        ("denominator", lambda x, y, z: z, lambda x, y, z: -x),
        ("denominator", lambda x, y, z: 1.0, lambda x, y, z: 1 / y**2),
        ("denominator", lambda x, y, z: 1.0, lambda x, y, z: -1 / y),
        ("denominator", lambda x, y, z: 1.0, lambda x, y, z: 1 / x),
        ("denominator", lambda x, y, z: 1.0, lambda x, y, z: 1.0),
        ("denominator", lambda x, y, z: 1.0, lambda x, y, z: x),
        ("denominator", lambda x, y, z: 1.0, lambda x, y, z: 0.0),
    ),
    "power": (
        ("power-rule", lambda x, y, z: x ** (y - 1), lambda x, y, z: math.nan),
        ("power-rule", lambda x, y, z: y * z, lambda x, y, z: y * z),
        ("power-rule", lambda x, y, z: (y - 1) * x ** (y - 1), lambda x, y, z: math.nan),
        ("power-rule", lambda x, y, z: (y - 1) * z, lambda x, y, z: math.nan),
        ("power-rule", lambda x, y, z: z, lambda x, y, z: math.nan),
        ("power-rule", lambda x, y, z: y * x, lambda x, y, z: math.nan),
        ("power-rule", lambda x, y, z: y * x ** (y + 1), lambda x, y, z: math.nan),
        ("exponent-ignored", lambda x, y, z: math.nan, lambda x, y, z: 0.0),
        ("exponent-ignored", lambda x, y, z: math.nan, lambda x, y, z: z),
    ),
}
"""For each operation its wrong rules: what they give as the first and as the second partial."""

VALUES: dict[str, Callable[..., float]] = {
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "power": lambda x, y: x**y,
    "negative": lambda x: -x,
    "exp": math.exp,
    "log": math.log,
    "sin": math.sin,
    "cos": math.cos,
    "tanh": math.tanh,
    "relu": lambda x: max(x, 0.0),
}


def mistake(op: str, operands: Sequence[float], position: int, yours: object, right: float) -> str:
    """The mistake that makes just this number of a partial; "" if none is known.

    Parameters
    ----------
    op, operands : the operation, and the values of its operands
    position : with respect to which operand
    yours, right : the wrong partial, and the right one
    """
    if type(yours) not in (int, float):
        return ""
    assert isinstance(yours, (int, float))
    if abs(yours - right) < DIFFERENCE * max(1.0, abs(right)):
        return "difference-for-slope"
    if op not in VALUES:
        return ""
    if op == "multiply" and operands[0] == operands[-1]:
        return "one-partial-for-square" if math.isclose(yours, 2 * right) else ""
    for id, number in _wrong(op, operands, position):
        if math.isclose(yours, number, rel_tol=1e-9, abs_tol=1e-12):
            return id
    return ""


def _wrong(op: str, operands: Sequence[float], position: int) -> Iterator[tuple[str, float]]:
    """The wrong partials that are known, each with its mistake."""
    try:
        given = (*operands, VALUES[op](*operands))
    except (ValueError, ArithmeticError, TypeError):
        return
    rules = [(id, [rule][position]) for id, rule in ONE.get(op, ())]
    rules += [(id, (first, second)[position]) for id, first, second in TWO.get(op, ())]
    for id, rule in rules:
        try:
            yield id, rule(*given)
        except (ValueError, ArithmeticError):
            continue
