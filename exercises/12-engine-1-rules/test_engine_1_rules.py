"""Checks of `rule`: the result of an operation, and one partial for each operand."""

from adlab.grading.exercises.checks import (
    EXACT,
    Wrong,
    asking,
    is_close,
    numbers,
    pair,
    plain,
    shown,
)
from adlab.grading.exercises.random_graphs import Reference, random_graph
from adlab.grading.exercises.wrong_rules import mistake

OPERATIONS = ("add", "subtract", "multiply", "divide", "negative", "exp", "log", "tanh", "relu")


def asked_of(submission, op, operands):
    """What the rule says, as (value, partials)."""
    asked = f"    rule({op!r}, {', '.join(map(str, operands))})"
    with asking(asked):
        returned = plain(submission(op, *operands))
    if type(returned) is not list or len(returned) != 2:
        raise Wrong(
            f"{asked}\n\nIt should return the result and a list of partials, such as "
            f"(10.0, [5.0, 2.0]); it returned {shown(returned)}."
        )
    return asked, returned[0], returned[1]


def wrong(asked, what, yours, expected, op, operands, **facts):
    left, right = pair(yours, expected)
    return Wrong(
        f"{asked}\n\nThe {what}: yours {left}, expected {right}.",
        what=what.split()[0],
        op=op,
        operands=operands,
        yours=yours,
        expected=expected,
        **facts,
    )


def cases(rng, operations):
    """Each operation at several generic points: its operands, its value, its partials."""
    for op in operations:
        for _ in range(5):
            operands = [0, 0]
            while len(set(operands)) < len(operands):  # x · x would not tell its partials apart
                nodes = random_graph(rng, size=1, operations=[op])
                operands = nodes[-1]["operands"]
            reference = Reference(nodes)
            given = [reference.values[k] for k in operands]
            yield op, given, reference.values[-1], reference.partials[-1]


def check_partials(submission, op, operands, expected):
    asked, _, returned = asked_of(submission, op, operands)
    yours = numbers(returned, len(expected), "partials, after the result")
    for k, right in enumerate(expected):
        if not is_close(yours[k], right, EXACT):
            which = f" with respect to operand {k + 1}" if len(expected) > 1 else ""
            sign = mistake(op, operands, k, yours[k], right)
            raise wrong(
                asked, f"partial{which}", yours[k], right, op, operands, position=k, sign=sign
            )


def test_values(submission, rng):
    """The results."""
    for op, operands, right, _ in cases(rng, OPERATIONS):
        asked, value, _ = asked_of(submission, op, operands)
        if not is_close(value, right):
            raise wrong(asked, "result", value, right, op, operands)


def test_sums(submission, rng):
    """The partials of add, subtract and negative."""
    for op, operands, _, partials in cases(rng, ["add", "subtract", "negative"]):
        check_partials(submission, op, operands, partials)


def test_products(submission, rng):
    """The partials of multiply and divide."""
    for op, operands, _, partials in cases(rng, ["multiply", "divide"]):
        check_partials(submission, op, operands, partials)


def test_functions(submission, rng):
    """The partials of exp, log and tanh."""
    for op, operands, _, partials in cases(rng, ["exp", "log", "tanh"]):
        check_partials(submission, op, operands, partials)


def test_relu(submission, rng):
    """The partial of relu, where its operand is positive and where it is negative."""
    positive = [(rng.uniform(*span), 1.0) for span in ((1.5, 2.5), (0.2, 0.8))]
    for x, slope in [*positive, (rng.uniform(-2.5, -0.5), 0.0)]:
        x = round(x, 3)
        asked, value, _ = asked_of(submission, "relu", [x])
        if not is_close(value, max(x, 0.0)):
            raise wrong(asked, "result", value, max(x, 0.0), "relu", [x])
        check_partials(submission, "relu", [x], [slope])
