"""Checks of `running_products`: an adjoint for each node, by one multiplication for each edge."""

from adlab.grading.exercises.checks import (
    Wrong,
    again,
    asking,
    is_close,
    numbers,
    pair,
    shortened,
)
from adlab.grading.walls.remote import Hidden

SPARE = 2


def drawn(rng, count):
    return [round(rng.choice((1, 1, -1)) * rng.uniform(0.4, 1.8), 3) for _ in range(count)]


def check_chain(submission, partials, count=False):
    shown = shortened([f"    node {k + 1}: partial {p:.6g}" for k, p in enumerate(partials)])
    listed = "\n".join(["    node 0", *shown])
    with asking(listed):
        returned = submission([Hidden(p) for p in partials] if count else partials)
    compare_adjoints(returned, partials, listed)
    asked = sum(submission.counts.values())
    if count and asked > len(partials) + SPARE:
        raise Wrong(
            f"    {len(partials)} partials\n\nThe numbers are right. Operations: {asked}; "
            f"{len(partials)} will do. Which product is there already when the next is needed?",
            what="operations",
            yours=asked,
            expected=len(partials),
        )


def compare_adjoints(returned, partials, listed):
    yours = numbers(returned, len(partials) + 1, "adjoints, one for each node")
    expected = [1.0]
    for partial in reversed(partials):
        expected.insert(0, expected[0] * partial)
    for node in reversed(range(len(expected))):
        if not is_close(yours[node], expected[node]):
            left, right = pair(yours[node], expected[node])
            raise Wrong(
                f"{listed}\n\nThe adjoint of node {node}: yours {left}, expected {right}."
                + " The adjoints after it are right." * (node < len(partials)),
                what="adjoint",
                node=node,
                yours=yours[node],
                expected=expected[node],
            )


def check_again(submission, partials, others):
    """Ask twice with the very same list, and then with another."""
    listed = f"    partials: {partials}, twice, then {others}"
    calls = [[partials], [partials], [others]]
    answers = again(submission, calls, listed, ["partials"])
    for (given,), answer in zip(calls, answers, strict=True):
        compare_adjoints(answer, given, listed)


def test_output(submission, rng):
    """The output has adjoint 1."""
    check_chain(submission, [])


def test_one_link(submission, rng):
    """Two nodes: the partial between them, and 1."""
    for _ in range(3):
        check_chain(submission, drawn(rng, 1))


def test_order(submission, rng):
    """The product begins at the output, and is there for every node."""
    for length in (2, 2, 3, 4, 6):
        check_chain(submission, drawn(rng, length))
    check_again(submission, drawn(rng, 3), drawn(rng, 2))


def test_zero(submission, rng):
    """A partial may be 0: what is before it does not move the output."""
    for place in (0, 1, 2, 3):
        partials = drawn(rng, 4)
        partials[place] = 0.0
        check_chain(submission, partials)


def test_multiplications(submission, rng):
    """One multiplication for each partial."""
    for length in (2, 12):
        check_chain(submission, drawn(rng, length), count=True)
