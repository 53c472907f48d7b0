"""Sweeps that go wrong on purpose, so that their mistakes can be watched step by step.

- `wrong(graph, kind, name)`: one of `WRONG`, as a Timeline whose name says that it is wrong.
- `in_order(graph, kind, labels)`: a sweep in an order of your own, right or wrong.

Each is a loop as short as those of `sweeps`, and tells the same Steps. What sets it apart is only
the order in which nodes come up; one `=` where `+=` is right ("overwriting"); or what an earlier
sweep left behind and nobody cleared ("stale seed", "not zeroed").

>>> import adlab
>>> def f(x):
...     z = x * x
...     w = 3.0 * z
...     return z + w
>>> graph = adlab.trace(f, 2.0)
>>> adlab.grad(f)(2.0)  # f = 4x², so 8x
16.0
>>> timeline = wrong(graph, "reverse", "breadth-first")
>>> timeline.sweep.name, timeline.adjoints(len(timeline))[0]
('reverse v3 (wrong on purpose: breadth-first)', 4.0)

Why an order matters: Griewank & Walther (2008), section 2.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.readable import store_partials
from adlab.engine.sweeps.searches import Neighbours, after, before, breadth_first, depth_first
from adlab.engine.sweeps.steps import Slot, announce, observe
from adlab.engine.sweeps.timeline import Recorder, Timeline

Marks = Mapping[str, Any]  # that a sweep is not the right one, see `steps.Sweep`

LONGEST = 5000  # nodes that a recursion may visit, before it is stopped

# -- The loops --------------------------------------------------------------------------------


def evaluate(graph: Graph, order: Iterator[int], marks: Marks) -> list[Any]:
    """The values, computed in a given order. What has not been computed yet is taken to be 0."""
    values: list[Any] = [None] * len(graph)
    with announce("forward", graph, **marks) as tell, np.errstate(all="ignore"):
        if tell:
            slots = tell.slots["value"]
        for node in order:
            primitive, params, _, _, *operands = graph.records[node]
            for operand in graph.operands(node):
                if values[operand] is None:
                    values[operand] = 0.0
                    if tell:
                        tell("forward", "assume", slots[operand], None, 0.0)
            earlier = values[node]
            if node in graph.inputs:
                values[node] = graph.values[node]
            else:
                arguments = [values[o] if type(o) is int else o for o in operands]
                values[node] = float(
                    graph.primitives[primitive].function(*arguments, **(params or {}))
                )
            if tell:
                reads = tuple([slots[operand] for operand in graph.operands(node)])
                tell("forward", "set", slots[node], earlier, values[node], reads)
    return values


def ride_along(graph: Graph, inputs: Sequence[int], marks: Marks) -> list[float]:
    """The tangents. The last of the inputs is seeded; the others have kept their seed."""
    kept = inputs[:-1]
    tangents: list[float] = []
    seed = graph.labels[inputs[-1]]
    with announce("tangent", graph, seed, **marks) as tell, np.errstate(all="ignore"):
        if tell:
            value_slots, slots = tell.slots["value"], tell.slots["tangent"]
            partial_slots = tell.slots["partial"]
        for node, value in enumerate(graph.values):
            if tell:
                read = tuple([value_slots[o] for o in graph.operands(node)])
                tell("tangent", "set", value_slots[node], None, value, read)
            if node in graph.inputs:
                tangents.append(1.0 if node in inputs else 0.0)
                if tell:
                    op = "keep" if node in kept else "seed"
                    tell("tangent", op, slots[node], None, tangents[node])
                continue
            total = 0.0
            reads: list[Slot] = []
            for operand, position, partial in graph.partials(node):
                total += partial * tangents[operand]
                if tell:
                    reads += [partial_slots[operand, node, position], slots[operand]]
            tangents.append(total)
            if tell:
                tell("tangent", "set", slots[node], None, total, tuple(reads))
    return tangents


def send_back(
    graph: Graph,
    order: Iterator[int],
    output: int,
    marks: Marks,
    add: bool = True,
    kept: Sequence[Any] = (),
) -> list[Any]:
    """The adjoints: the nodes send their shares in a given order.

    `add=False` overwrites; `kept` are adjoints of an earlier call, to which this one adds.
    """
    adjoints: list[Any] = [*kept] or [None] * len(graph)
    with (
        announce("reverse", graph, graph.labels[output], **marks) as tell,
        np.errstate(all="ignore"),
    ):
        store_partials(graph, tell)
        adjoints[output] = 1.0
        if tell:
            slots, partial_slots = tell.slots["adjoint"], tell.slots["partial"]
            for node, adjoint in enumerate(kept):
                if adjoint is not None and node != output:
                    tell("backward pass", "keep", slots[node], None, adjoint)
            tell("backward pass", "seed", slots[output], None, 1.0)
        for node in order:
            if adjoints[node] is None:
                adjoints[node] = 0.0
                if tell:
                    tell("backward pass", "assume", slots[node], None, 0.0)
            for operand, position, partial in graph.partials(node):
                earlier = adjoints[operand]
                share = adjoints[node] * partial
                adjoints[operand] = earlier + share if add and earlier is not None else share
                if tell:
                    op = "add" if add else "set"
                    read = (slots[node], partial_slots[operand, node, position])
                    tell("backward pass", op, slots[operand], earlier, adjoints[operand], read)
    return adjoints


# -- What there is --------------------------------------------------------------------------------

Order = Callable[[Sequence[int], Neighbours], Iterator[int]]

WRONG: dict[tuple[str, str], tuple[Order | None, str]] = {
    ("forward", "depth-first"): (
        depth_first,
        "it computes a node as soon as it comes upon it, and goes on from there.",
    ),
    ("forward", "breadth-first"): (
        breadth_first,
        "it computes the nodes by their distance from the inputs, the nearest first.",
    ),
    ("forward", "recursion"): (
        after,
        "it asks for each operand anew, and remembers nothing. The result is right; count the "
        "steps.",
    ),
    ("tangent", "stale seed"): (
        None,
        "another input still has the seed of the sweep before.",
    ),
    ("reverse", "depth-first"): (
        depth_first,
        "a node sends its shares as soon as a first share has come, and never again.",
    ),
    ("reverse", "breadth-first"): (
        breadth_first,
        "the nodes send their shares by their distance from the output, the nearest first.",
    ),
    ("reverse", "recursion"): (
        before,
        "a node sends once for every edge that leads to it, each time all that it holds, also "
        "what it has sent before.",
    ),
    ("reverse", "overwriting"): (
        None,
        "a share replaces what is there, where it should be added.",
    ),
    ("reverse", "not zeroed"): (
        None,
        "it is the second call, and the adjoints begin with what the first one left.",
    ),
}


def wrong(
    graph: Graph, kind: str, name: str, unit: int | str | None = None, *, theirs: bool = False
) -> Timeline:
    """Run a sweep that is wrong on purpose, and keep its Steps.

    Parameters
    ----------
    graph : Graph
        Of numbers; arrays are refused.
    kind : "forward", "tangent" or "reverse"
    name : str
        "depth-first", "breadth-first", "recursion", or for a reverse sweep also "overwriting" and
        "not zeroed"; for a tangent sweep "stale seed".
    unit : int or str, optional
        Which input a tangent sweep seeds, or which output a reverse sweep starts from; the first
        one, if it is not said. The stale seed is that of the input before.
    theirs : bool
        It stands for a learner's own sweep that comes to the same numbers: nothing was on purpose.

    Raises
    ------
    ValueError
        There is no such sweep, the graph has arrays, the recursion would never end in practice, or
        there is no second input.

    >>> import adlab
    >>> timeline = wrong(adlab.trace(lambda x, y: x * y, 2.0, 5.0), "tangent", "stale seed", "y")
    >>> timeline.tangents(len(timeline))[2]  # 2 is right: x kept its seed, which adds 5
    7.0
    """
    if (kind, name) not in WRONG:
        known = ", ".join(repr(each) for of, each in WRONG if of == kind)
        if not known:
            raise ValueError(
                f"there is no {kind} sweep that is wrong on purpose; write sweep='forward', "
                "sweep='tangent' or sweep='reverse'"
            )
        raise ValueError(f"there is no wrong {kind} sweep {name!r}; there are: {known}")
    _check_numbers(graph)
    order, note = WRONG[kind, name]
    purpose = "slow" if (kind, name) == ("forward", "recursion") else "wrong"
    marks = {
        "mark": f"({purpose} on purpose: {name})",
        "note": f"{purpose.capitalize()} on purpose: {note}",
        "wrong": purpose == "wrong",
    }
    if theirs:
        marks |= {"mark": "(like yours)", "note": "A sweep that comes to the same number as yours."}
    recorder = Recorder()
    kept = _first_call(graph, unit) if name == "not zeroed" else ()
    with observe(recorder, graph=graph):
        if kind == "tangent":
            ride_along(graph, _with_the_one_before(graph, unit), marks)
        elif kind == "forward":
            assert order is not None
            forwards = order is after
            starts = graph.output_nodes if forwards else tuple(graph.inputs)
            neighbours = _operands(graph) if forwards else _consumers(graph)
            evaluate(graph, _limited(order(starts, neighbours)), marks)
        else:
            start = _output(graph, unit)
            nodes = order([start], _operands(graph)) if order else _backwards(start)
            add = name != "overwriting"
            send_back(graph, _limited(nodes), start, marks, add, kept)
    return recorder.timelines[-1]


def in_order(
    graph: Graph, kind: str, labels: Sequence[int | str], output: int | str | None = None
) -> Timeline:
    """Run a sweep in an order of your own, and keep its Steps.

    Parameters
    ----------
    graph : Graph
        Of numbers; arrays are refused.
    kind : "forward" or "reverse"
    labels : sequence of str or int
        Nodes, by label or index: for a forward sweep in the order in which they are computed, for
        a reverse sweep in the order in which they send.
    output : int or str, optional
        Which output a reverse sweep starts from.

    >>> import adlab
    >>> def f(x):
    ...     z = x * x
    ...     w = 3.0 * z
    ...     return w + z
    >>> graph = adlab.trace(f, 2.0)
    >>> timeline = in_order(graph, "forward", ["x", "v1", "v3", "v2"])
    >>> timeline.values(len(timeline))[3]  # v2 had not been computed: 0 + 4, where 16 is right
    4.0
    """
    _check_numbers(graph)
    nodes = [graph.find(label) for label in labels]
    written = ", ".join(graph.labels[node] for node in nodes)
    marks = {"mark": "(your order)", "note": f"Your order: {written}."}
    recorder = Recorder()
    with observe(recorder, graph=graph):
        if kind == "forward":
            evaluate(graph, iter(nodes), marks)
        elif kind == "reverse":
            send_back(graph, iter(nodes), _output(graph, output), marks)
        else:
            raise ValueError(f"an order of your own is for a forward or reverse sweep, not {kind}")
    return recorder.timelines[-1]


def violations(graph: Graph, labels: Sequence[int | str]) -> list[tuple[str, str]]:
    """The edges that an order breaks: pairs (operand, consumer) with the consumer first.

    An order in which nothing is broken is a topological order; a graph may have many.

    >>> import adlab
    >>> graph = adlab.trace(lambda x, y: x * y + x, 2.0, 5.0)
    >>> violations(graph, ["y", "x", "v1", "v2"]), violations(graph, ["x", "v1", "y", "v2"])
    ([], [('y', 'v1')])
    """
    place = {graph.find(label): k for k, label in enumerate(labels)}
    missing = [graph.labels[node] for node in range(len(graph)) if node not in place]
    if missing or len(place) < len(labels):
        twice = "some node stands there twice" if len(place) < len(labels) else ""
        absent = f"there is no {', '.join(missing)}" if missing else ""
        raise ValueError(
            "an order names every node once, and in this one "
            + " and ".join(filter(None, [absent, twice]))
        )
    broken = [
        (graph.labels[edge.operand], graph.labels[edge.consumer])
        for edge in graph.connections()
        if place[edge.operand] > place[edge.consumer]
    ]
    return list(dict.fromkeys(broken))


def _operands(graph: Graph) -> Neighbours:
    return [graph.operands(node) for node in range(len(graph))]


def _consumers(graph: Graph) -> Neighbours:
    consumers: list[list[int]] = [[] for _ in range(len(graph))]
    for edge in graph.connections():
        consumers[edge.operand].append(edge.consumer)
    return consumers


def _output(graph: Graph, output: int | str | None) -> int:
    if output is not None:
        return graph.find(output)
    if not graph.output_nodes:
        raise ValueError("the output does not depend on the inputs, so there is nothing to sweep")
    return graph.output_nodes[0]


def _backwards(start: int) -> Iterator[int]:
    return iter(range(start, -1, -1))


def _first_call(graph: Graph, output: int | str | None) -> list[Any]:
    """The adjoints that a call leaves behind."""
    start = _output(graph, output)
    return send_back(graph, _backwards(start), start, {})


def _with_the_one_before(graph: Graph, unit: int | str | None) -> list[int]:
    """An input, after the one that was seeded before it."""
    inputs = list(graph.inputs)
    if len(inputs) < 2:
        raise ValueError("a stale seed is that of another input, and there is only one input")
    place = 0 if unit is None else inputs.index(graph.find(unit))
    return [inputs[place - 1], inputs[place]]


def _check_numbers(graph: Graph) -> None:
    node = next((n for n in range(len(graph)) if graph.shape(n)), None)
    if node is not None:
        raise ValueError(
            f"sweeps in another order are shown for numbers, and {graph.labels[node]} is an array "
            f"of shape {graph.shape(node)}: write the function with numbers"
        )


def _limited(order: Iterator[int]) -> Iterator[int]:
    for count, node in enumerate(order):
        if count == LONGEST:
            raise ValueError(
                f"this recursion visits more than {LONGEST} nodes and is stopped here: it goes "
                "along every path of the graph, and their number is multiplied at every fan-out "
                "that lies behind another. Take fewer rounds."
            )
        yield node
