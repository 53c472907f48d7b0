"""Checks of `topological_order`: any order is right that no edge violates."""

from adlab.engine.random_graphs import random_graph
from adlab.grading.checks import SIZES, Wrong, asking, chain, doublings, numbers, shortened, shown


def shuffled(nodes, rng):
    """The operands of each node, with the nodes numbered in no particular order."""
    number = list(range(len(nodes)))
    rng.shuffle(number)
    operands = [[] for _ in nodes]
    for k, node in enumerate(nodes):
        operands[number[k]] = [number[operand] for operand in node["operands"]]
    return operands


def random_operands(rng, size):
    """A random graph; some nodes, like a sum, have more than two operands."""
    nodes = random_graph(rng, size=size, inputs=rng.choice((1, 2, 3)))
    for k, node in enumerate(nodes):
        if node["operands"] and rng.random() < 0.5:
            again = rng.choice([rng.randrange(k), *node["operands"]])
            node["operands"] = [*node["operands"], again]
    return shuffled(nodes, rng)


def check_order(submission, operands):
    lines = [
        f"    node {k}: uses {shown(used) if used else 'nothing'}"
        for k, used in enumerate(operands)
    ]
    listed = "\n".join(shortened(lines))
    with asking(listed):
        returned = submission(operands)
    if type(returned) is list and all(type(node) is int for node in returned):
        lacking = sorted(set(range(len(operands))) - set(returned))
        if lacking and len(set(returned)) == len(returned):
            raise Wrong(f"{listed}\n\nYour order: {row(returned)}\nIt lacks node {lacking[0]}.")
    order = numbers(returned, len(operands), "node numbers, each node once")
    facts = {"what": "order", "operands": operands if len(operands) <= 20 else [], "yours": order}
    place = {}
    for position, node in enumerate(order):
        if type(node) is not int or not 0 <= node < len(operands):
            raise Wrong(f"{listed}\n\nThere is no node {shown(node)} in this graph.", **facts)
        if node in place:
            missing = min(set(range(len(operands))) - set(order))
            raise Wrong(
                f"{listed}\n\nYour order has node {node} twice, and lacks node {missing}.", **facts
            )
        place[node] = position
    edges = [(operand, node) for node, used in enumerate(operands) for operand in used]
    violated = [(operand, node) for operand, node in edges if place[operand] > place[node]]
    if violated:
        operand, node = min(violated, key=lambda edge: place[edge[1]])
        raise Wrong(
            f"{listed}\n\nYour order: {row(order)}\n"
            f"Node {node} comes before node {operand}, which it uses. "
            f"Violated edges: {len(violated)} of {len(edges)}.",
            node=node,
            operand=operand,
            violated=len(violated),
            **facts,
        )


def row(order):
    """The first of many node numbers."""
    return ", ".join(map(str, order[:20])) + (" …" if len(order) > 20 else "")


def test_every_node_once(submission, rng):
    """Every node is there once, also one that nothing uses."""
    check_order(submission, [[], [], []])
    check_order(submission, [[1], [], [1]])


def test_two_nodes(submission, rng):
    """An operand comes before its consumer, whatever their numbers."""
    check_order(submission, [[1], []])
    check_order(submission, [[], [0]])


def test_one_operand_twice(submission, rng):
    """An operand that is used twice is waited for twice."""
    check_order(submission, [[1, 1], []])
    check_order(submission, [[2, 2], [0, 2], []])
    check_order(submission, [[2, 2, 1], [2], []])


def test_random_graphs(submission, rng):
    """Random graphs, numbered in no particular order."""
    for size in SIZES:
        check_order(submission, random_operands(rng, size))


def test_large_graphs(submission, rng):
    """Every edge is visited once: 3000 nodes in a row, and 2⁶⁰ paths on 120 edges."""
    there = [node["operands"] for node in chain(3000)]
    back = [[3000 - operand for operand in used] for used in reversed(there)]
    check_order(submission, there)
    check_order(submission, back)
    check_order(submission, shuffled(doublings(60), rng))
