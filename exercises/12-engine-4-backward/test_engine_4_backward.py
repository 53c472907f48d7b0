"""Checks of `backward`: the grad of every node, once and again."""

from adlab.grading.exercises.checks import SIZES, asking, compare, fan_outs, listing, numbers
from adlab.grading.exercises.random_graphs import Reference, random_graph, scattered


def check_graph(submission, nodes, times=1):
    reference = Reference(nodes)
    sent = [
        {**node, "value": value, "partials": partials}
        for node, value, partials in zip(nodes, reference.values, reference.partials, strict=True)
    ]
    listed = listing(sent, partials=True)
    if times > 1:
        listed += f"\n\n    backward called {times} times"
    with asking(listed):
        returned = submission.call("gradients", sent, times)
    yours = numbers(returned, len(nodes), "grads")
    compare("grad", yours, reference.adjoints(), nodes, listed, backward=True)


def check_outputs(submission, nodes, outputs):
    """The grads after each call, for one output after the other of the same objects."""
    reference = Reference(nodes)
    sent = [
        {**node, "value": value, "partials": partials}
        for node, value, partials in zip(nodes, reference.values, reference.partials, strict=True)
    ]
    called = ", ".join(f"node {output}" for output in outputs)
    listed = listing(sent, partials=True) + f"\n\n    backward called for {called}"
    with asking(listed):
        returned = submission.call("after_each", sent, outputs)
    for found, output in zip(returned, outputs, strict=True):
        below = needed(nodes, output)
        yours = numbers(found, len(nodes), "grads")
        expected = reference.adjoints({output: 1.0})
        seen = [number if k in below else 0.0 for k, number in enumerate(yours)]
        compare("grad", seen, expected, nodes, listed, backward=True, output=output)


def needed(nodes, output):
    """The nodes that an output depends on: of others, backward need not know."""
    found = {output}
    for k in range(output, -1, -1):
        if k in found:
            found |= set(nodes[k]["operands"])
    return found


def test_seed(submission, rng):
    """The output changes as much as itself."""
    check_graph(submission, random_graph(rng, size=0, inputs=1))


def test_one_path(submission, rng):
    """Along one path, partials multiply."""
    leaf = random_graph(rng, size=0, inputs=1)
    for length in (1, 2, 3, 4):
        chained = [{"op": "tanh", "operands": [k]} for k in range(length)]
        check_graph(submission, [*leaf, *chained])
    leaves = random_graph(rng, size=0, inputs=2)
    for op in ("subtract", "multiply"):
        check_graph(submission, [*leaves, {"op": op, "operands": [0, 1]}])


def test_fan_out(submission, rng):
    """Where a value is used several times, shares add."""
    leaf = random_graph(rng, size=0, inputs=1)
    check_graph(submission, [*leaf, {"op": "multiply", "operands": [0, 0]}])
    for nodes in fan_outs(rng):
        check_graph(submission, nodes)


def test_random_graphs(submission, rng):
    """Random graphs, where values are used several times."""
    for size in SIZES:
        nodes = random_graph(rng, size, inputs=rng.choice((1, 2, 3)))
        check_graph(submission, scattered(rng, nodes))


def test_second_call(submission, rng):
    """A second and a third call give the same numbers again, and another output its own."""
    leaf = random_graph(rng, size=0, inputs=1)
    chained = [{"op": "tanh", "operands": [k]} for k in range(3)]
    for times in (2, 3):
        check_graph(submission, [*leaf, *chained], times)
    check_outputs(submission, [*leaf, *chained], [3, 2, 3, 1])
