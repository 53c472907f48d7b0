"""Checks of `jacobian`: the right numbers in the right places, and one sweep for each input."""

from adlab.grading.exercises.checks import (
    Wrong,
    again,
    asking,
    is_close,
    listing,
    numbers,
    pair,
    plain,
    shown,
)
from adlab.grading.exercises.random_graphs import Reference, random_graph, scattered
from adlab.grading.walls.remote import Hidden

SLACK = 1.25
OPERATIONS = ("add", "subtract", "multiply", "sin", "exp")


def rows(returned, outputs, inputs):
    """What was returned, once it looks like rows of numbers."""
    wanted = f"It should return {outputs} rows, one for each output"
    returned = plain(returned)
    if type(returned) is not list or len(returned) != outputs:
        found = f"{len(returned)} of them" if type(returned) is list else shown(returned)
        found = "nothing" if returned is None else found
        raise Wrong(f"{wanted}; it returned {found}.")
    return [numbers(row, inputs, "numbers in each row, one for each input") for row in returned]


def check_jacobian(submission, nodes, outputs, count=False):
    reference = Reference(nodes)
    given = [
        {"operands": node["operands"], "partials": [Hidden(p) if count else p for p in partials]}
        for node, partials in zip(nodes, reference.partials, strict=True)
    ]
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    shown_nodes = [{**n, "partials": p} for n, p in zip(nodes, reference.partials, strict=True)]
    listed = listing(shown_nodes, partials=True) + f"\n    outputs: {outputs}"
    with asking(listed):
        returned = submission(given, outputs)
    compare_rows(returned, reference, inputs, outputs, listed)
    edges = sum(len(node["operands"]) for node in nodes)
    asked, allowed = sum(submission.counts.values()), int(SLACK * 2 * edges * len(inputs))
    if count and asked > allowed:
        raise Wrong(
            f"    {len(inputs)} inputs, {len(outputs)} outputs, {edges} edges\n\n"
            f"The numbers are right. Operations: {asked}; {allowed} will do. "
            "How many outputs does one sweep serve?",
            what="operations",
            yours=asked,
            expected=allowed,
        )


def compare_rows(returned, reference, inputs, outputs, listed):
    yours = rows(returned, len(outputs), len(inputs))
    columns = {index: reference.tangents({index: 1.0}) for index in inputs}
    for row, output in zip(yours, outputs, strict=True):
        for number, index in zip(row, inputs, strict=True):
            expected = columns[index][output]
            if not is_close(number, expected):
                left, right = pair(number, expected)
                raise Wrong(
                    f"{listed}\n\nThe slope of node {output} in node {index}: "
                    f"yours {left}, expected {right}.",
                    what="slope",
                    node=index,
                    output=output,
                    yours=number,
                    expected=expected,
                )


def check_again(submission, nodes, several):
    """Ask for several Jacobians of the very same nodes."""
    reference = Reference(nodes)
    given = [
        {"operands": node["operands"], "partials": partials}
        for node, partials in zip(nodes, reference.partials, strict=True)
    ]
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    shown_nodes = [{**n, "partials": p} for n, p in zip(nodes, reference.partials, strict=True)]
    listed = listing(shown_nodes, partials=True) + f"\n    outputs, one after the other: {several}"
    calls = [[given, outputs] for outputs in several]
    answers = again(submission, calls, listed, ["nodes", "outputs"])
    for (_, outputs), answer in zip(calls, answers, strict=True):
        compare_rows(answer, reference, inputs, outputs, listed)


def late_inputs(rng):
    """A graph in which an operation stands before the last input."""
    one, two, three = random_graph(rng, 0, inputs=3)
    steps = [{"op": "multiply", "operands": [0, 1]}, {"op": "subtract", "operands": [2, 3]}]
    last = {"op": "multiply", "operands": [4, 0]}
    return [one, two, steps[0], three, steps[1], last]


def test_one_input(submission, rng):
    """One input: the Jacobian is one column."""
    for size in (1, 2, 4):
        nodes = random_graph(rng, size, inputs=1, operations=OPERATIONS)
        check_jacobian(submission, nodes, [len(nodes) - 1])
        check_jacobian(submission, nodes, [len(nodes) - 1, len(nodes) - 2])


def test_each_input(submission, rng):
    """A column for each input, wherever it stands."""
    for inputs in (2, 3):
        leaves = random_graph(rng, 0, inputs=inputs)
        check_jacobian(submission, [*leaves, {"op": "multiply", "operands": [0, 1]}], [inputs])
    nodes = late_inputs(rng)
    check_jacobian(submission, nodes, [5, 4])
    check_jacobian(submission, nodes, [2])


def test_shape(submission, rng):
    """More outputs than inputs, and fewer; an output that is an input; outputs in any order."""
    nodes = late_inputs(rng)
    for outputs in ([5], [2, 5], [5, 4, 2, 1], [0, 3, 1], [4, 0, 5, 2, 3]):
        check_jacobian(submission, nodes, outputs)


def test_random_graphs(submission, rng):
    """Random graphs; the same nodes again, for the same outputs and for others."""
    for size in (1, 2, 2, 3, 3, 4, 4, 5, 6, 8):
        nodes = random_graph(rng, size, rng.choice((1, 2, 3)), operations=OPERATIONS)
        nodes = scattered(rng, nodes)
        outputs = rng.sample(range(len(nodes)), min(rng.choice((1, 2, 3)), len(nodes)))
        check_jacobian(submission, nodes, outputs)
    check_again(submission, late_inputs(rng), [[5, 4], [5, 4], [2]])


def test_one_sweep_for_each_input(submission, rng):
    """2 inputs and 6 outputs take two sweeps."""
    nodes = random_graph(rng, 9, inputs=2, operations=("add", "subtract", "multiply"))
    check_jacobian(submission, nodes, list(range(len(nodes) - 6, len(nodes))), count=True)
