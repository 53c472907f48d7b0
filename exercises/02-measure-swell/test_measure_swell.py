"""Checks of `measure_swell`: the operations of a formula, and of a program."""

from adlab.grading.exercises.checks import (
    Wrong,
    again,
    asking,
    chain,
    doublings,
    is_number,
    plain,
    shortened,
    shown,
)
from adlab.grading.exercises.random_graphs import random_graph, scattered

LEAVES = ("input", "constant")


def needed(nodes):
    """A graph without the nodes that its output does not depend on."""
    wanted = {len(nodes) - 1}
    for k in reversed(range(len(nodes))):
        if k in wanted:
            wanted |= set(nodes[k]["operands"])
    place = {k: number for number, k in enumerate(sorted(wanted))}
    return [
        {"op": nodes[k]["op"], "operands": [place[operand] for operand in nodes[k]["operands"]]}
        for k in place
    ]


def listing(steps):
    lines = []
    for k, step in enumerate(steps):
        operands = ", ".join(f"step {operand}" for operand in step["operands"])
        lines.append(f"    step {k} = {step['op']}" + f"({operands})" * bool(operands))
    return "\n".join(shortened(lines))


def written_out(steps):
    """The operations in the formula of each step."""
    counts = []
    for step in steps:
        leaf = step["op"] in LEAVES
        counts.append(0 if leaf else 1 + sum(counts[k] for k in step["operands"]))
    return counts


def check_program(submission, nodes):
    steps = needed(nodes)
    listed = listing(steps)
    with asking(listed):
        returned = submission(steps)
    compare_counts(returned, steps, listed)


def check_again(submission, nodes, others):
    """Ask twice for the very same program, and then for another."""
    steps, rest = needed(nodes), needed(others)
    listed = f"{listing(steps)}\n\n    measured twice; then another program"
    calls = [[steps], [steps], [rest], [steps]]
    answers = again(submission, calls, listed, ["steps"])
    for (some,), answer in zip(calls, answers, strict=True):
        compare_counts(answer, some, listing(some))


def compare_counts(returned, steps, listed):
    returned = plain(returned)
    if type(returned) is not list or len(returned) != 2:
        what = "it returned nothing" if returned is None else f"it returned {shown(returned)}"
        raise Wrong(f"It should return two numbers; {what}.")
    program = sum(step["op"] not in LEAVES for step in steps)
    expected = (written_out(steps)[-1], program)
    for what, yours, right in zip(("formula", "program"), returned, expected, strict=True):
        if not is_number(yours) or yours != right:
            raise Wrong(
                f"{listed}\n\nOperations of the {what}: yours {shown(yours)}, expected {right}.",
                what=f"operations of the {what}",
                yours=yours,
                expected=right,
                nodes=steps if len(steps) <= 20 else [],
            )


def test_small(submission, rng):
    """Programs that use each step once: formula and program are as long as each other."""
    check_program(submission, random_graph(rng, 0, inputs=1))
    check_program(submission, random_graph(rng, 1, inputs=1, operations=["sin"]))
    leaves = random_graph(rng, 0, inputs=2, constants=1)
    check_program(submission, [*leaves, {"op": "add", "operands": [1, 2]}])
    rest = [{"op": "multiply", "operands": [0, 1]}, {"op": "sin", "operands": [2]}]
    check_program(submission, [*leaves, *rest, {"op": "add", "operands": [3, 4]}])


def test_used_again(submission, rng):
    """What is used twice is in the formula twice, and in the program once."""
    for first, second in (("sin", "exp"), ("exp", "log")):
        leaf = random_graph(rng, 0, inputs=1)
        shared = [{"op": first, "operands": [0]}, {"op": second, "operands": [1]}]
        check_program(submission, [*leaf, *shared, {"op": "add", "operands": [2, 1]}])
        twice = [{"op": first, "operands": [2]}, {"op": "add", "operands": [2, 3]}]
        check_program(submission, [*leaf, *shared, *twice, {"op": "add", "operands": [3, 4]}])


def test_one_operand_twice(submission, rng):
    """u·u has u twice."""
    for length in (2, 3, 5):
        check_program(submission, doublings(length))


def test_random_programs(submission, rng):
    """Random programs."""
    for size in (2, 3, 3, 4, 4, 5, 5, 6, 8, 10, 12):
        inputs, constants = rng.choice((1, 2)), rng.choice((0, 1))
        check_program(submission, scattered(rng, random_graph(rng, size, inputs, constants)))
    check_again(submission, *[random_graph(rng, size, inputs=2) for size in (4, 3)])


def test_large_programs(submission, rng):
    """3000 steps in a row, and 60 steps whose formula has more than 10¹⁸ operations."""
    check_program(submission, chain(3000))
    check_program(submission, doublings(60))
