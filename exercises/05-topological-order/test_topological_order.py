"""Checks of `topological_order`: any order is right that no edge violates."""

from itertools import pairwise

from adlab.grading.exercises.checks import (
    SIZES,
    Wrong,
    again,
    asking,
    chain,
    doublings,
    numbers,
    shortened,
    shown,
)
from adlab.grading.exercises.random_graphs import random_graph

LONG = 10_000  # nodes, for which no second look at all edges is made in time


def graph(operands):
    """A graph of which only the edges are known."""
    return [{"operands": list(used)} for used in operands]


def shuffled(nodes, rng):
    """The same graph with the nodes numbered in no particular order."""
    number = list(range(len(nodes)))
    rng.shuffle(number)
    operands = [[] for _ in nodes]
    for k, node in enumerate(nodes):
        operands[number[k]] = [number[operand] for operand in node["operands"]]
    return graph(operands)


def drawn(rng, size):
    """A random graph; some nodes, like a sum, have more than two operands."""
    nodes = random_graph(rng, size=size, inputs=rng.choice((1, 2, 3)))
    for k, node in enumerate(nodes):
        if node["operands"] and rng.random() < 0.5:
            again = rng.choice([rng.randrange(k), *node["operands"]])
            node["operands"] = [*node["operands"], again]
    return shuffled(nodes, rng)


def check_graph(submission, nodes):
    operands = [node["operands"] for node in nodes]
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
            raise Wrong(
                f"{listed}\n\nYour order: {row(returned)}\nIt lacks node {lacking[0]}.",
                what="missing",
                node=lacking[0],
            )
    order = numbers(returned, len(operands), "node numbers, each node once")
    place = {}
    for position, node in enumerate(order):
        if type(node) is not int or not 0 <= node < len(operands):
            raise Wrong(f"{listed}\n\nThere is no node {shown(node)} in this graph.")
        if node in place:
            missing = min(set(range(len(operands))) - set(order))
            raise Wrong(
                f"{listed}\n\nYour order has node {node} twice, and lacks node {missing}.",
                what="repeated",
                node=node,
            )
        place[node] = position
    edges = violated(operands, order)
    if edges:
        operand, node = min(edges, key=lambda edge: place[edge[1]])
        raise Wrong(
            f"{listed}\n\nYour order: {row(order)}\n"
            f"Node {node} comes before node {operand}, which it uses. "
            f"Violated edges: {len(edges)} of {sum(map(len, operands))}.",
            what="order",
            node=node,
            operand=operand,
            violated=len(edges),
            yours=place[node],
            expected=place[operand] + 1,
        )


def violated(operands, order):
    """The edges (operand, node) of which the operand comes later."""
    place = {node: position for position, node in enumerate(order)}
    edges = [(operand, node) for node, used in enumerate(operands) for operand in used]
    return [
        (operand, node)
        for operand, node in edges
        if operand in place and node in place and place[operand] > place[node]
    ]


def signature(arguments, answer):
    """What wrong orders with the same mistake have in common, of which there are many.

    A fact that follows from a stronger one weighs less.
    """
    (operands,) = arguments
    count = len(operands)
    lacking = set(range(count)) - set(answer)
    if not violated(operands, answer) and sorted(answer) == list(range(count)):
        return {}
    consumers = [[n for n in range(count) if k in operands[n]] for k in range(count)]
    place = {node: position for position, node in reversed(list(enumerate(answer)))}
    distance = distances(operands, consumers)
    doubled = {k for k, used in enumerate(operands) if len(set(used)) < len(used)}
    never_ready = all(k in doubled or lacking.intersection(operands[k]) for k in lacking)
    inner = [k for k in range(count) if operands[k] and k in place]
    some_before = all(any(place.get(j, count) < place[k] for j in operands[k]) for k in inner)
    by_distance = all(distance[j] <= distance[k] for j, k in pairwise(answer))
    both = answer, answer[::-1]
    later = [k for k in answer if operands[k]]
    by_operands = [len(operands[k]) for k in answer] == sorted(map(len, operands))
    complete = sorted(answer) == list(range(count))
    too_early = {node for _, node in violated(operands, answer)}
    reversed_is_right = complete and not violated(operands, answer[::-1])
    facts = {
        "forgets-multiplicity": never_ready if lacking else complete and too_early <= doubled,
        "forgets-unused-nodes": lacking and not never_ready,
        "visits-again": len(set(answer)) < len(answer),
        "creation-order": sorted(answer) in both or by_operands,
        "not-reversed": reversed_is_right,
        "breadth-first-order": complete and by_distance,
        "depth-first-order": complete
        and not reversed_is_right
        and any(is_preorder(row, edges) for row in both for edges in (consumers, operands)),
    }
    signs = {fact: 1.0 for fact, holds in facts.items() if holds}
    if later == sorted(later) and complete and not signs.get("creation-order"):
        signs["creation-order"] = 0.9
    if some_before and complete:
        signs["one-operand-is-enough"] = 0.9
    return signs


def distances(operands, consumers):
    """The smallest number of edges between an input and each node."""
    distance = [0 if not used else len(operands) for used in operands]
    queue = [k for k, used in enumerate(operands) if not used]
    for node in queue:
        for consumer in consumers[node]:
            if distance[consumer] > distance[node] + 1:
                distance[consumer] = distance[node] + 1
                queue.append(consumer)
    return distance


def is_preorder(order, neighbours):
    """Whether a search that goes on from the node found last could have found this order."""
    path, seen = [], set()
    for node in order:
        while path and node not in neighbours[path[-1]]:
            if not seen.issuperset(neighbours[path.pop()]):
                return False
        path.append(node)
        seen.add(node)
    return True


def row(order):
    """The first of many node numbers."""
    return ", ".join(map(str, order[:20])) + (" …" if len(order) > 20 else "")


def test_every_node_once(submission, rng):
    """Every node is there once, also one that nothing uses."""
    check_graph(submission, graph([[], [], []]))
    check_graph(submission, graph([[1], [], [1]]))


def test_two_nodes(submission, rng):
    """An operand comes before its consumer, whatever their numbers."""
    check_graph(submission, graph([[1], []]))
    check_graph(submission, graph([[], [0]]))


def test_one_operand_twice(submission, rng):
    """An operand that is used twice is waited for twice."""
    check_graph(submission, graph([[1, 1], []]))
    check_graph(submission, graph([[2, 2], [0, 2], []]))
    check_graph(submission, graph([[2, 2, 1], [2], []]))


def test_random_graphs(submission, rng):
    """Random graphs, numbered in no particular order; a second call is as good."""
    for size in SIZES:
        check_graph(submission, drawn(rng, size))
    check_again(submission, drawn(rng, 4))


def check_again(submission, nodes):
    """Ask twice for the same lists, then for others."""
    operands = [node["operands"] for node in nodes]
    listed = "\n".join(f"    node {k}: uses {shown(used)}" for k, used in enumerate(operands))
    listed += "\n\n    asked twice, then for another graph, then again"
    other = [[], *[[k] for k in range(len(operands))]]
    calls = [[operands], [operands], [other], [operands]]
    for (some,), answer in zip(calls, again(submission, calls, listed, ["operands"]), strict=True):
        order = numbers(answer, len(some), "node numbers, each node once")
        if sorted(order) != list(range(len(some))) or violated(some, order):
            raise Wrong(
                f"{listed}\n\nYour order of {some}: {row(order)}\n"
                "Asked for the first time, it was right.",
                what="order of a later call",
                sign="kept-between-calls",
            )


def test_large_graphs(submission, rng):
    """Every edge is visited once: 10 000 nodes in a row, and 2⁶⁰ paths on 120 edges."""
    there = [node["operands"] for node in chain(LONG)]
    back = [[LONG - operand for operand in used] for used in reversed(there)]
    check_graph(submission, graph(there))
    check_graph(submission, graph(back))
    check_graph(submission, shuffled(doublings(60), rng))
