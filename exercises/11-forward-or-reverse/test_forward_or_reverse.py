"""Checks of `jacobian`: the right numbers, and no more operations than one mode needs."""

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


def check_graph(submission, nodes, outputs, budget=True):
    reference = Reference(nodes)
    given = [
        {"operands": node["operands"], "partials": [Hidden(partial) for partial in partials]}
        for node, partials in zip(nodes, reference.partials, strict=True)
    ]
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    edges = sum(len(node["operands"]) for node in nodes)
    shape = f"{len(inputs)} inputs, {len(outputs)} outputs, {edges} edges"
    with asking(f"    {shape}"):
        returned = submission(given, outputs)
    asked = sum(submission.counts.values())
    compare_rows(returned, nodes, reference, outputs)
    allowed = int(SLACK * 2 * edges * min(len(inputs), len(outputs)))
    if budget and asked > allowed:
        raise Wrong(
            f"    {shape}\n\nThe numbers are right. Operations: {asked}; {allowed} will do. "
            "How many sweeps does this take forward, and how many in reverse?",
            what="operations",
            yours=asked,
            expected=allowed,
        )


def compare_rows(returned, nodes, reference, outputs):
    inputs = [index for index, node in enumerate(nodes) if not node["operands"]]
    returned = plain(returned)
    if type(returned) is not list or len(returned) != len(outputs):
        found = f"{len(returned)} rows" if type(returned) is list else shown(returned)
        rows = f"It should return {len(outputs)} rows, one for each output; yours: {found}."
        raise Wrong(f"    {len(inputs)} inputs, {len(outputs)} outputs\n\n{rows}")
    listed = listing(nodes) + f"\n    outputs: {', '.join(map(str, outputs))}"
    for r, (row, output) in enumerate(zip(returned, outputs, strict=True)):
        yours = numbers(row, len(inputs), "numbers in each row, one for each input")
        adjoints = reference.adjoints({output: 1.0})
        for c, (number, index) in enumerate(zip(yours, inputs, strict=True)):
            if not is_close(number, adjoints[index]):
                left, right = pair(number, adjoints[index])
                raise Wrong(
                    f"{listed}\n\nThe slope of node {output} with respect to node {index}: "
                    f"yours {left}, expected {right}.",
                    what="slope",
                    node=index,
                    output=output,
                    place=[r, c],
                    yours=number,
                    expected=adjoints[index],
                    nodes=nodes if len(nodes) <= 20 else [],
                )


def check_again(submission, nodes, several):
    """Ask for several Jacobians of the very same nodes."""
    reference = Reference(nodes)
    given = [
        {"operands": node["operands"], "partials": [Hidden(partial) for partial in partials]}
        for node, partials in zip(nodes, reference.partials, strict=True)
    ]
    listed = f"{listing(nodes)}\n    outputs, one after the other: {several}"
    calls = [[given, outputs] for outputs in several]
    answers = again(submission, calls, listed, ["nodes", "outputs"])
    for outputs, answer in zip(several, answers, strict=True):
        compare_rows(answer, nodes, reference, outputs)


def funnel(rng, inputs, length):
    """Inputs that are merged one by one, and then a trunk that all of them go through."""
    nodes = random_graph(rng, size=0, inputs=inputs)
    for k in range(inputs - 1):
        left = inputs + k - 1 if k else 0
        nodes.append({"op": rng.choice(["add", "subtract"]), "operands": [left, k + 1]})
    before, last = inputs - 1, len(nodes) - 1
    for _ in range(length):
        nodes.append({"op": "sin", "operands": [before]})
        nodes.append({"op": "add", "operands": [last, last + 1]})
        before, last = last, last + 2
    return nodes


def test_small(submission, rng):
    """The slopes are right."""
    for size in (1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 8):
        nodes = scattered(rng, random_graph(rng, size=size, inputs=rng.choice((1, 2, 3))))
        count = rng.choice((1, 2, 3))
        outputs = rng.sample(range(len(nodes)), min(count, len(nodes)))
        check_graph(submission, nodes, outputs, budget=False)
    for size in (1, 3):  # two edges from one node to another, which chance may leave out
        nodes = random_graph(rng, size=size)
        nodes.append({"op": "add", "operands": [len(nodes) - 1] * 2})
        check_graph(submission, nodes, [len(nodes) - 1], budget=False)
    both = [{"op": "sin", "operands": [0]}, {"op": "multiply", "operands": [0, 1]}]
    nodes = [
        *random_graph(rng, size=0, inputs=1),
        *both,
    ]  # fewer inputs than outputs, and a fan-out
    check_graph(submission, nodes, [1, 2], budget=False)
    nodes = scattered(rng, random_graph(rng, size=4, inputs=3))
    last = len(nodes) - 1
    check_again(submission, nodes, [[last], [last], [last - 1, last], [last - 1]])


def test_many_inputs(submission, rng):
    """8 inputs, 2 outputs: no more operations than needed."""
    nodes = funnel(rng, 8, 10)
    check_graph(submission, nodes, [len(nodes) - 1, len(nodes) - 2])


def test_many_outputs(submission, rng):
    """2 inputs, 8 outputs: no more operations than needed."""
    nodes = funnel(rng, 2, 10)
    last = len(nodes) - 1
    for k in range(8):
        op = rng.choice(["add", "subtract"])
        nodes.append({"op": op, "operands": [last, last - 2 * k - 1]})
    check_graph(submission, nodes, list(range(last + 1, len(nodes))))


def test_gradient(submission, rng):
    """12 inputs, one output: no more operations than needed."""
    nodes = funnel(rng, 12, 6)
    check_graph(submission, nodes, [len(nodes) - 1])
