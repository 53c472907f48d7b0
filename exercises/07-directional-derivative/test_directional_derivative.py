"""Checks of `tangents_along`: a tangent for each node, by one sweep."""

from adlab.grading.exercises.checks import (
    SIZES,
    Wrong,
    again,
    asking,
    compare,
    doublings,
    listing,
    numbers,
)
from adlab.grading.exercises.random_graphs import Reference, random_graph, scattered
from adlab.grading.walls.remote import Hidden

SLACK = 1.25
OPERATIONS = ("add", "subtract", "multiply", "sin", "exp")


def check_direction(submission, nodes, direction, count=False):
    reference = Reference(nodes)
    given = [
        {"operands": node["operands"], "partials": [Hidden(p) if count else p for p in partials]}
        for node, partials in zip(nodes, reference.partials, strict=True)
    ]
    with_partials = [{**n, "partials": p} for n, p in zip(nodes, reference.partials, strict=True)]
    listed = listing(with_partials, partials=True) + f"\n    direction: {direction}"
    with asking(listed):
        returned = submission(given, direction)
    yours = numbers(returned, len(nodes), "tangents, one for each node")
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    expected = reference.tangents(dict(zip(inputs, direction, strict=True)))
    compare("tangent", yours, expected, [], listed)  # the picture of a graph knows one seed only
    edges = sum(len(node["operands"]) for node in nodes)
    asked, allowed = sum(submission.counts.values()), int(SLACK * 2 * edges)
    if count and asked > allowed:
        raise Wrong(
            f"    {len(inputs)} inputs, {edges} edges\n\n"
            f"The numbers are right. Operations: {asked}; {allowed} will do. "
            "How many sweeps does this take?",
            what="operations",
            yours=asked,
            expected=allowed,
        )


def drawn(rng, count):
    return [round(rng.choice((1, -1)) * rng.uniform(0.4, 2.6), 2) for _ in range(count)]


def test_one_input(submission, rng):
    """One input, at several speeds."""
    for size in (0, 1, 2, 4):
        nodes = random_graph(rng, size, inputs=1, operations=OPERATIONS)
        for direction in ([1.0], [0.0], drawn(rng, 1)):
            check_direction(submission, nodes, direction)


def test_each_direction(submission, rng):
    """The inputs one by one, all together, and each at its own speed."""
    nodes = random_graph(rng, 0, inputs=2)
    nodes += [{"op": "multiply", "operands": [0, 1]}, {"op": "subtract", "operands": [2, 1]}]
    for direction in ([1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [-2.0, 0.5], drawn(rng, 2)):
        check_direction(submission, nodes, direction)
    nodes = inputs_apart(rng)
    for direction in ([1.0, 0.0, 0.0], [0.0, 0.0, 1.0], drawn(rng, 3)):
        check_direction(submission, nodes, direction)


def inputs_apart(rng):
    """A graph with an operation between any two inputs: none has the number of its node."""
    one, two, three = random_graph(rng, 0, inputs=3)
    first, second = {"op": "sin", "operands": [0]}, {"op": "multiply", "operands": [1, 2]}
    return [one, first, two, second, three, {"op": "add", "operands": [3, 4]}]


def test_random_graphs(submission, rng):
    """Random graphs and directions, one after the other on the same nodes."""
    for size in SIZES[::3]:
        inputs = 1 if size < 2 else rng.choice((2, 3))
        nodes = scattered(rng, random_graph(rng, size, inputs, operations=OPERATIONS))
        check_direction(submission, nodes, drawn(rng, inputs))
    check_direction(submission, inputs_apart(rng), drawn(rng, 3))
    check_again(submission, nodes, [drawn(rng, inputs) for _ in range(3)])


def check_again(submission, nodes, directions):
    """Ask for several directions on the very same nodes."""
    reference = Reference(nodes)
    given = [
        {"operands": node["operands"], "partials": partials}
        for node, partials in zip(nodes, reference.partials, strict=True)
    ]
    with_partials = [{**n, "partials": p} for n, p in zip(nodes, reference.partials, strict=True)]
    listed = listing(with_partials, partials=True) + f"\n    directions: {directions}"
    inputs = [k for k, node in enumerate(nodes) if not node["operands"]]
    calls = [[given, direction] for direction in (*directions, directions[0])]
    answers = again(submission, calls, listed, ["nodes", "direction"])
    for (_, direction), answer in zip(calls, answers, strict=True):
        yours = numbers(answer, len(nodes), "tangents, one for each node")
        expected = reference.tangents(dict(zip(inputs, direction, strict=True)))
        compare("tangent", yours, expected, [], listed)


def test_one_sweep(submission, rng):
    """One sweep, no more: where paths part and meet, and for 5 inputs."""
    check_direction(submission, doublings(10), drawn(rng, 1), count=True)
    nodes = random_graph(rng, 0, inputs=5)
    for k in range(1, 5):
        left = len(nodes) - 1 if k > 1 else 0
        nodes.append({"op": rng.choice(["add", "multiply"]), "operands": [left, k]})
    nodes.append({"op": "sin", "operands": [len(nodes) - 1]})
    check_direction(submission, nodes, drawn(rng, 5), count=True)
