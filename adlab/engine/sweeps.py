"""The sweeps: each one plain loop over the graph.

- `order(graph)`: a topological order, by Kahn's algorithm.
- `forward(graph)`: the values, in that order.
- `tangent(graph, seeds)`: values and tangents together, in one sweep along with the forward pass.
- `reverse(graph, seeds)`: a forward pass that stores the partials, then the adjoints, backwards.
- `run(graph, kind, ...)`: one of them by name.

The same loops compute every derivative of adlab and teach: when a hook listens (`adlab.observe`),
`tell` is the function that tells it of each write; when nobody does, `tell` is None. The sum at a
node is then left to its primitive's `push` or `pull`, which does the same and keeps no partial.

A node that no seed reaches has tangent or adjoint zero; it is stored as None, and costs nothing.
An adjoint is kept only until its node has handed on its shares, so that `reverse` returns those of
the inputs.

Sources: Kahn, *Topological sorting of large networks* (1962); Griewank & Walther (2008), sections
3.1 and 3.2; Baydin et al. (2018), tables 2 and 3.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from adlab.engine import kinks, source
from adlab.engine.edges import Edges
from adlab.engine.graph import Graph
from adlab.engine.linear_maps import LinearMap
from adlab.engine.primitives import PULL, PUSH
from adlab.engine.seeds import directions, weightings
from adlab.engine.steps import Edge, Slot, Tell, announce, detach
from adlab.engine.tracing import active_traces, describe, squares, warn_not_finite

Seeds = Mapping[int, Any]


def order(graph: Graph) -> list[int]:
    """A topological order: a node comes only after all of its operands (Kahn's algorithm).

    Each node counts the edges that come into it. Whoever counts zero is ready, and waits in a
    queue, of which the earliest made goes first. Visiting a node takes one from the count of each
    consumer.
    """
    consumers: list[list[Edge]] = [[] for _ in range(len(graph))]
    waiting_for = [0] * len(graph)
    for edge in graph.connections():
        consumers[edge.operand].append(edge)
        waiting_for[edge.consumer] += 1

    with announce("order", graph) as tell:
        queue: list[int] = []
        visited: list[int] = []
        for node, count in enumerate(waiting_for):
            if tell:
                tell("count", "set", tell.slots["in-degree"][node], None, count)
        for node, count in enumerate(waiting_for):
            if count == 0:
                heapq.heappush(queue, node)
                if tell:
                    tell("visit", "enqueue", tell.slots["queue"][node], None, len(queue))
        while queue:
            node = heapq.heappop(queue)
            visited.append(node)
            if tell:
                tell("visit", "visit", tell.slots["order"][node], None, len(visited))
            for edge in consumers[node]:
                consumer = edge.consumer
                waiting_for[consumer] -= 1
                if tell:
                    count = waiting_for[consumer]
                    reads = (tell.slots["order"][node],)
                    slot = tell.slots["in-degree"][consumer]
                    tell("visit", "add", slot, count + 1, count, reads)
                if waiting_for[consumer] == 0:
                    heapq.heappush(queue, consumer)
                    if tell:
                        tell("visit", "enqueue", tell.slots["queue"][consumer], None, len(queue))
    return visited


def forward(graph: Graph) -> list[Any]:
    """The value of every node, after those of its operands: as the trace computed them."""
    with announce("forward", graph) as tell:
        for node, value in enumerate(graph.values):
            if tell:
                slots = tell.slots["value"]
                read = tuple([slots[o] for o in graph.operands(node)])
                tell("forward", "set", slots[node], None, value, read)
    return graph.values


def tangent(graph: Graph, seeds: Seeds, label: str = "") -> list[Any]:
    """The tangent of every node, for a direction given by the tangents of the inputs.

    For each node: its value, then its tangent, the sum over its operands of partial × tangent.
    """
    tangents: list[Any] = [None] * len(graph)
    records, values, inputs = graph.records, graph.values, len(graph.inputs)
    kinks.warn(graph)
    with announce("tangent", graph, label) as tell, inheriting(graph) as at:
        if tell:
            value_slots, slots = tell.slots["value"], tell.slots["tangent"]
            partial_slots = tell.slots["partial"]
        for node, value in enumerate(values):
            if at:
                at(node)
            if tell:
                read = tuple([value_slots[o] for o in graph.operands(node)])
                tell("tangent", "set", value_slots[node], None, value, read)
            if node < inputs:
                total = tangents[node] = seeds.get(node)
                if tell:
                    tell("tangent", "seed", slots[node], None, filled(total, value))
            elif tell:
                total = None
                reads: list[Slot] = []
                for operand, position, partial in graph.partials(node):
                    reads += [partial_slots[operand, node, position], slots[operand]]
                    if tangents[operand] is not None:
                        term = partial * tangents[operand]
                        total = term if total is None else total + term
                tangents[node] = total
                tell("tangent", "set", slots[node], None, filled(total, value), tuple(reads))
            else:  # nobody looks on: the same, in the quickest way for this primitive
                record = records[node]
                tangents[node] = PUSH[record[0]](record, values, value, tangents)
            if at and tangents[node] is not None:
                kinks.note(graph, node)
    return tangents


def reverse(graph: Graph, seeds: Seeds, label: str = "") -> list[Any]:
    """The adjoints of the inputs, for a weighting of the outputs given by their adjoints.

    Forward pass: store, for each node, the partials with respect to its operands. Backward pass:
    in reverse order, each node adds adjoint × partial to the adjoint of each of its operands.
    """
    adjoints: list[Any] = [None] * len(graph)
    records, values = graph.records, graph.values
    kinks.warn(graph)
    with announce("reverse", graph, label) as tell, inheriting(graph) as at:
        stored = store_partials(graph, tell, at) if tell or at else None
        if tell:
            slots, partial_slots = tell.slots["adjoint"], tell.slots["partial"]
        for node, seed in seeds.items():
            adjoints[node] = seed
            if tell:
                tell("backward pass", "seed", slots[node], None, seed)
        for node in range(len(adjoints) - 1, len(graph.inputs) - 1, -1):
            adjoint = adjoints[node]
            if adjoint is None:
                continue
            adjoints[node] = None  # handed on, and no longer needed
            if at:
                at(node)
                kinks.note(graph, node)
            if stored:
                for operand, position, partial in stored[node]:
                    before = adjoints[operand]
                    share = adjoint * partial
                    after = adjoints[operand] = share if before is None else before + share
                    if tell:
                        read = (slots[node], partial_slots[operand, node, position])
                        tell("backward pass", "add", slots[operand], before, after, read)
            else:  # nobody looks on: the same, in the quickest way for this primitive
                record = records[node]
                PULL[record[0]](record, values, values[node], adjoint, adjoints)
    return adjoints


def store_partials(
    graph: Graph, tell: Tell | None, at: Callable[[int], None] | None
) -> list[Edges]:
    """The forward pass of the reverse sweep: for each node its value, and the partials into it."""
    stored = []
    if tell:
        slots, partial_slots = tell.slots["value"], tell.slots["partial"]
    for node, value in enumerate(graph.values):
        if at:
            at(node)
        edges = graph.partials(node)
        stored.append(edges)
        if tell:
            read = tuple([slots[o] for o in graph.operands(node)])
            tell("forward pass", "set", slots[node], None, value, read)
            for operand, position, partial in edges:
                slot = partial_slots[operand, node, position]
                tell("forward pass", "set", slot, None, partial, read)
    return stored


def run(
    graph: Graph,
    kind: str,
    *,
    input: int | str = 0,
    output: int | str = 0,
    seeds: Seeds | None = None,
    label: str = "",
) -> list[Any]:
    """Run one sweep by name.

    Parameters
    ----------
    kind : "order", "forward", "tangent" or "reverse"
    input : for "tangent", which number among the inputs gets the tangent 1: a position or a label
        such as "x" or "x[0]"
    output : for "reverse", which number among the outputs gets the adjoint 1
    seeds : for either, any direction or weighting: a dict from node index to seed
    label : what to call these seeds, such as "0.6·x + 0.8·y"

    Raises
    ------
    ValueError
        There is no such sweep, input or output.
    """
    if kind == "order":
        return order(graph)
    if kind == "forward":
        return forward(graph)
    if kind == "tangent":
        if seeds is None:
            label, seeds = directions(graph).choose(input, "input")
        tangents = tangent(graph, seeds, label)
        check_finite(graph, tangents, "tangent")
        return tangents
    if kind == "reverse":
        if seeds is None:
            label, seeds = weightings(graph).choose(output, "output")
        adjoints = reverse(graph, seeds, label)
        check_finite(graph, adjoints, "adjoint")
        return adjoints
    raise ValueError(f"there is no {kind!r} sweep; there are order, forward, tangent and reverse")


def filled(derivative: Any, value: Any) -> Any:
    """The derivative to show: zeros where no seed reaches."""
    if derivative is not None:
        return derivative
    return np.zeros(np.shape(value)) if np.ndim(value) else 0.0


def check_finite(graph: Graph, derivatives: list[Any], kind: str) -> None:
    """Warn if a derivative is inf or nan, and name the first partial to blame."""
    if active_traces() or not graph.finite:
        return  # the enclosing trace looks at the same numbers; or the values have been named
    some = range(len(graph)) if kind == "tangent" else graph.inputs  # other adjoints were let go
    node = next((node for node in some if not is_finite(derivatives[node])), None)
    if node is None:
        return
    edges = graph.edges if kind == "tangent" else reversed(graph.edges)
    for edge in edges:
        if not isinstance(edge.partial, LinearMap) and not np.all(np.isfinite(edge.partial)):
            slope = (
                f"The derivative of {describe(graph, edge.consumer)} "
                f"with respect to {graph.labels[edge.operand]}"
            )
            warn_not_finite(graph, edge.consumer, slope, edge.partial)
            return
    warn_not_finite(graph, node, f"The {kind} of {describe(graph, node)}", derivatives[node])


def is_finite(value: Any) -> bool:
    """Whether a number or array has neither inf nor nan; the quick way first."""
    if value is None:
        return True
    if type(value) is float or type(value) is np.float64:
        return math.isfinite(value)
    total = float(squares(value))
    return total - total == 0.0 or bool(np.all(np.isfinite(detach(value))))


@contextmanager
def inheriting(graph: Graph) -> Iterator[Callable[[int], None] | None]:
    """Let what a sweep computes inside an enclosing trace inherit source positions.

    A sweep that runs while another function is being traced is itself recorded: that is how the
    graph of a gradient comes about. Its nodes get the position of the node they are the tangent or
    adjoint of. Yields the function that says which node is at work; None outside any trace.
    """
    outer = active_traces()
    if not outer:
        with np.errstate(all="ignore"):  # `check_finite` speaks instead, and names the node
            yield None
        return
    marks = [len(trace) for trace in outer]
    current: int | None = None

    def at(node: int | None) -> None:
        nonlocal current
        for k, trace in enumerate(outer):
            if current is not None:
                code, instruction = graph.records[current][2:4]
                if code is not None:
                    for index in range(marks[k], len(trace)):
                        name, params, _, _, *operands = trace.records[index]
                        mark = source.inherited(instruction)
                        trace.records[index] = (name, params, code, mark, *operands)
            marks[k] = len(trace)
        current = node

    yield at
    at(None)
