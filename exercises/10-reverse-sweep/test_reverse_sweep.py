"""Checks of `reverse_sweep`: one adjoint for each node."""

from adlab.grading.exercises.checks import (
    SIZES,
    again,
    asking,
    chain,
    compare,
    doublings,
    fan_outs,
    listing,
    numbers,
)
from adlab.grading.exercises.random_graphs import Reference, random_graph, scattered


def recorded(nodes):
    """The nodes with their values and partials, as the forward pass leaves them."""
    reference = Reference(nodes)
    return [
        {**node, "partials": partials, "value": value}
        for node, partials, value in zip(nodes, reference.partials, reference.values, strict=True)
    ]


def check_graph(submission, nodes):
    reference = Reference(nodes)
    nodes = recorded(nodes)
    listed = listing(nodes, partials=True)
    with asking(listed):
        returned = submission(nodes)
    yours = numbers(returned, len(nodes), "adjoints, one for each node")
    compare("adjoint", yours, reference.adjoints(), nodes, listed, backward=True)


def path(rng, length):
    """A graph on which each node is used once."""
    nodes = random_graph(rng, size=0, inputs=1)
    for k in range(length):
        nodes.append({"op": rng.choice(["sin", "tanh", "cos"]), "operands": [k]})
    return nodes


def test_seed(submission, rng):
    """The output has adjoint 1."""
    check_graph(submission, random_graph(rng, size=0, inputs=1))


def test_one_path(submission, rng):
    """On a single path, the partials are multiplied."""
    for length in (1, 2, 3, 6):
        check_graph(submission, path(rng, length))


def test_one_operand_twice(submission, rng):
    """x·x and x+x use x on two edges."""
    for op in ("multiply", "add"):
        nodes = random_graph(rng, size=0, inputs=1)
        check_graph(submission, [*nodes, {"op": op, "operands": [0, 0]}])


def test_fan_out(submission, rng):
    """A node that is used near the output and again further away."""
    for nodes in fan_outs(rng):
        check_graph(submission, nodes)


def test_random_graphs(submission, rng):
    """Random graphs, where nodes are used several times."""
    for size in SIZES:
        nodes = random_graph(rng, size=size, inputs=rng.choice((1, 2, 3)))
        check_graph(submission, scattered(rng, nodes))
    for nodes in fan_outs(rng):
        check_graph(submission, scattered(rng, nodes))


def test_second_call(submission, rng):
    """A second call starts afresh, also on the very same nodes."""
    nodes = path(rng, 3)
    for _ in range(3):
        check_graph(submission, nodes)
    check_again(submission, path(rng, 3))


def check_again(submission, nodes):
    """Sweep twice over the very same nodes, then over the first of them, then over all again."""
    nodes = recorded(nodes)
    listed = listing(nodes, partials=True) + "\n\n    called twice, on the same nodes"
    calls = [[nodes], [nodes]]
    if len(nodes) > 1:
        listed += f"; then on nodes[:{len(nodes) - 1}], and on all of them again"
        calls += [[nodes[:-1]], [nodes]]
    answers = again(submission, calls, listed, ["nodes"])
    for (some,), answer in zip(calls, answers, strict=True):
        yours = numbers(answer, len(some), "adjoints, one for each node")
        compare("adjoint", yours, Reference(some).adjoints(), some, listed, backward=True)


def test_large_graphs(submission, rng):
    """Every edge is visited once: 3000 nodes in a row, and 2⁶⁰ paths on 120 edges."""
    check_graph(submission, chain(3000))
    check_graph(submission, doublings(60))
