"""Checks of `forward_sweep`: a value and a tangent for each node."""

from adlab.grading.exercises.checks import (
    SIZES,
    Wrong,
    again,
    asking,
    compare,
    listing,
    numbers,
    plain,
    shown,
)
from adlab.grading.exercises.random_graphs import Reference, random_graph, scattered

OPERATIONS = ("add", "subtract", "multiply", "divide", "exp", "log", "sin")


def sweep(submission, nodes, seed):
    """Both lists, once they look like lists of numbers."""
    with asking(f"{listing(nodes)}\n    seed: node {seed}"):
        returned = submission(nodes, seed)
    return both_lists(returned, nodes)


def both_lists(returned, nodes):
    returned = plain(returned)
    if type(returned) is not list or len(returned) != 2:
        what = "it returned nothing" if returned is None else f"it returned {shown(returned)}"
        raise Wrong(f"It should return two lists, `return values, tangents`; {what}.")
    values = numbers(returned[0], len(nodes), "values, one for each node")
    tangents = numbers(returned[1], len(nodes), "tangents, one for each node")
    return values, tangents


def check_graph(submission, nodes, seed=0):
    reference = Reference(nodes)
    values, tangents = sweep(submission, nodes, seed)
    listed = f"{listing(nodes)}\n    seed: node {seed}"
    compare("value", values, reference.values, nodes, listed, seed=seed)
    compare("tangent", tangents, reference.tangents({seed: 1.0}), nodes, listed, seed=seed)


def test_values(submission, rng):
    """The values are right."""
    for size in (0, 1, 2, 4, 6):
        nodes = random_graph(rng, size=size, operations=OPERATIONS, constants=1)
        values, _ = sweep(submission, nodes, 0)
        compare("value", values, Reference(nodes).values, nodes, listing(nodes), seed=0)


def test_one_path(submission, rng):
    """On a single path, the partials are multiplied."""
    for length in (0, 1, 2, 3, 5):
        nodes = random_graph(rng, size=0, inputs=1)
        nodes += [{"op": "sin", "operands": [k]} for k in range(length)]
        check_graph(submission, nodes)


def inputs_of(nodes):
    return [k for k, node in enumerate(nodes) if node["op"] == "input"]


def constants_first(nodes):
    """The same graph with its constants before its inputs, and the index of the first input."""
    kinds = ("constant", "input")
    rank = {
        k: kinds.index(node["op"]) if node["op"] in kinds else 2 for k, node in enumerate(nodes)
    }
    order = sorted(rank, key=rank.get)
    place = {k: position for position, k in enumerate(order)}
    turned = [
        {**nodes[k], "operands": [place[operand] for operand in nodes[k]["operands"]]}
        for k in order
    ]
    return turned, place[0]


def test_constants(submission, rng):
    """A constant does not move."""
    leaves = random_graph(rng, size=0, inputs=1, constants=1)
    steps = [{"op": "multiply", "operands": operands} for operands in ([0, 1], [2, 0])]
    check_graph(submission, [*leaves, *steps])
    for size in (0, 1, 2, 3, 4):
        nodes = random_graph(rng, size, 1, 2, OPERATIONS, doubled=False)
        check_graph(submission, nodes)
        check_graph(submission, *constants_first(nodes))
        moved = scattered(rng, nodes)
        check_graph(submission, moved, inputs_of(moved)[0])


def test_random_graphs(submission, rng):
    """Random graphs, where nodes have two operands that move."""
    for size in SIZES:
        nodes = random_graph(rng, size, inputs=rng.choice((1, 2, 3)), operations=OPERATIONS)
        nodes = scattered(rng, nodes)
        check_graph(submission, nodes, rng.choice(inputs_of(nodes)))
    for op in ("multiply", "add"):
        nodes = random_graph(rng, size=0, inputs=1)
        check_graph(submission, [*nodes, {"op": op, "operands": [0, 0]}])


def test_each_input(submission, rng):
    """One sweep for each input, one after the other on the same nodes."""
    nodes = random_graph(rng, size=0, inputs=4)
    nodes += [{"op": "add", "operands": operands} for operands in ([0, 1], [4, 2], [5, 3])]
    nodes.append({"op": "multiply", "operands": [6, 0]})
    for seed in (2, 0, 3, 1):
        check_graph(submission, nodes, seed)
    nodes = scattered(rng, random_graph(rng, 4, 3, operations=OPERATIONS, doubled=False))
    for seed in inputs_of(nodes):
        check_graph(submission, nodes, seed)
    check_again(submission, nodes)


def check_again(submission, nodes):
    """Sweep over the very same nodes for one input after the other, then over the first of them."""
    seeds = inputs_of(nodes)
    listed = f"{listing(nodes)}\n\n    seeds, one after the other: {seeds}, and {seeds[0]} again"
    calls = [[nodes, seed] for seed in (*seeds, seeds[0])] + [[nodes[:-1], seeds[0]]]
    answers = again(submission, calls, listed, ["nodes"])
    for (some, seed), answer in zip(calls, answers, strict=True):
        values, tangents = both_lists(answer, some)
        reference = Reference(some)
        compare("value", values, reference.values, some, listed, seed=seed)
        compare("tangent", tangents, reference.tangents({seed: 1.0}), some, listed, seed=seed)
