"""Checks of `topological_order`: each node once, and after its operands."""

from adlab.grading.exercises.checks import SIZES, Wrong, asking, chain, doublings, listing, numbers
from adlab.grading.exercises.random_graphs import Reference, random_graph


def needed(nodes):
    """The nodes that the last one depends on."""
    found, stack = set(), [len(nodes) - 1]
    while stack:
        node = stack.pop()
        if node not in found:
            found.add(node)
            stack += nodes[node]["operands"]
    return found


def check_graph(submission, nodes, values=None):
    values = Reference(nodes).values if values is None else values
    sent = [{**node, "value": value} for node, value in zip(nodes, values, strict=True)]
    listed = listing(nodes)
    wanted = needed(nodes)
    with asking(listed):
        returned = submission.call("order", sent)
    check_order(returned, nodes, wanted, listed)


def check_again(submission, nodes, outputs):
    """Ask for one output after the other, of the same objects."""
    sent = [{**n, "value": v} for n, v in zip(nodes, Reference(nodes).values, strict=True)]
    called = ", ".join(f"node {output}" for output in outputs)
    listed = f"{listing(nodes)}\n\n    outputs, one after the other: {called}"
    with asking(listed):
        returned = submission.call("orders", sent, outputs)
    for k, (order, output) in enumerate(zip(returned, outputs, strict=True)):
        try:
            check_order(order, nodes, needed(nodes[: output + 1]), listed)
        except Wrong as wrong:
            facts = {**wrong.facts, "sign": "kept-between-calls"} if k else wrong.facts
            raise Wrong(f"{wrong}\nThis was call {k + 1}.", **facts) from None


def check_order(returned, nodes, wanted, listed):
    if type(returned) is list and len(returned) != len(wanted):
        missing = sorted(wanted - {place for place in returned if type(place) is int})
        problem = f"It lacks node {missing[0]}." if missing else "Some node stands there twice."
        raise Wrong(
            f"{listed}\n\nYour order: {row(returned)}\n{problem}",
            what="order",
            sign="nodes-merged-by-value" if missing and has_twin(nodes, missing[0]) else "",
        )
    order = numbers(returned, len(wanted), "nodes, each once")
    place = {}
    for position, node in enumerate(order):
        if node in place or node not in wanted:
            problem = (
                f"has node {node} twice" if node in place else "has an object that is no node of it"
            )
            raise Wrong(f"{listed}\n\nYour order: {row(order)}\nIt {problem}.", what="order")
        place[node] = position
    for node in order:
        for operand in nodes[node]["operands"]:
            if place[operand] > place[node]:
                raise Wrong(
                    f"{listed}\n\nYour order: {row(order)}\n"
                    f"Node {node} comes before node {operand}, which it uses.",
                    what="order",
                    node=node,
                    operand=operand,
                )


def has_twin(nodes, node):
    """Whether another node holds the same number."""
    values = Reference(nodes).values
    return values.count(values[node]) > 1


def signature(arguments, answer):
    """Nothing, if the order is right, of which there are many; else the order itself."""
    nodes, *outputs = arguments
    if outputs:  # one order for each of them
        found = {}
        for k, (output, one) in enumerate(zip(outputs[0], answer, strict=True)):
            signs = signature([nodes[: output + 1]], one)
            found |= {f"call {k}{sign}": number for sign, number in signs.items()}
        return found
    place = {node: position for position, node in enumerate(answer)}
    complete = place.keys() == needed(nodes) and len(answer) == len(place)
    if complete and all(place[o] < place[n] for n in answer for o in nodes[n]["operands"]):
        return {}
    return {f" {position}": node for position, node in enumerate(answer)}


def row(order):
    """The first of many nodes."""
    return ", ".join(map(str, order[:20])) + (" …" if len(order) > 20 else "")


def operation(op, *operands):
    return {"op": op, "operands": list(operands)}


def test_every_node_once(submission, rng):
    """Every node that the output depends on is there once, also the output itself."""
    x, y = random_graph(rng, size=0, inputs=2)
    check_graph(submission, [x])
    check_graph(submission, [x, operation("multiply", 0, 0)])
    check_graph(submission, [x, y, operation("add", 1, 1)])


def test_operands_first(submission, rng):
    """An operand that is used near the output and again further away comes before both."""
    leaves = random_graph(rng, size=0, inputs=2)
    for steps in (
        [("multiply", 0, 1), ("add", 2, 0)],
        [("multiply", 0, 1), ("add", 0, 2)],
        [("add", 0, 1), ("sin", 2), ("multiply", 2, 3), ("add", 2, 4)],
        [("add", 0, 1), ("sin", 2), ("multiply", 3, 2), ("add", 4, 2)],
    ):
        check_graph(submission, [*leaves, *[operation(*step) for step in steps]])


def test_equal_numbers(submission, rng):
    """Two nodes that hold the same number are two nodes."""
    leaves = random_graph(rng, size=0, inputs=2)
    nodes = [*leaves, operation("add", 0, 1), operation("add", 1, 0), operation("multiply", 2, 3)]
    check_graph(submission, nodes)


def test_random_graphs(submission, rng):
    """Random graphs, where values are used several times; and several outputs of one graph."""
    for size in SIZES:
        check_graph(submission, random_graph(rng, size, inputs=rng.choice((1, 2, 3))))
    nodes = random_graph(rng, 4, inputs=2)
    check_again(submission, nodes, [5, 5, 4, 3, 5])


def test_large_graphs(submission, rng):
    """Every edge is visited once: 3000 nodes in a row, and 2⁶⁰ paths on 120 edges."""
    for nodes in (chain(3000), doublings(60)):
        check_graph(submission, nodes, [float(k) for k in range(len(nodes))])
