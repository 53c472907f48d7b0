"""The sweeps: each one plain loop over the graph.

- `order(graph)`: a topological order, by Kahn's algorithm.
- `forward(graph)`: the values, in that order.
- `tangent(graph, seeds, tell)`: values and tangents together, along with the forward pass.
- `reverse(graph, seeds, tell)`: a forward pass that stores the partials, then the adjoints,
  backwards.

`tell` tells whoever looks on (`adlab.observe`) of each write. When nobody does, `quick` computes
the same; `running` chooses.

A node that no seed reaches has tangent or adjoint zero; it is stored as None, and costs nothing.

Sources: Kahn, *Topological sorting of large networks* (1962); Griewank & Walther (2008), sections
3.1 and 3.2; Baydin et al. (2018), tables 2 and 3.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from typing import Any

import numpy as np

from adlab.engine.primitives.primitive import Edges
from adlab.engine.recording.graph import Edge, Graph
from adlab.engine.sweeps.steps import Slot, Tell, announce

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

    queue: list[int] = []
    visited: list[int] = []
    with announce("order", graph) as tell:
        counts, queued, ordered = (tell.slots[kind] for kind in ("in-degree", "queue", "order"))
        for node, count in enumerate(waiting_for):
            tell("count", "set", counts[node], None, count)
        for node, count in enumerate(waiting_for):
            if count == 0:
                heapq.heappush(queue, node)
                tell("visit", "enqueue", queued[node], None, len(queue))
        while queue:
            node = heapq.heappop(queue)
            visited.append(node)
            tell("visit", "visit", ordered[node], None, len(visited))
            for _, consumer, _ in consumers[node]:
                waiting_for[consumer] -= 1
                count = waiting_for[consumer]
                tell("visit", "add", counts[consumer], count + 1, count, (ordered[node],))
                if count == 0:
                    heapq.heappush(queue, consumer)
                    tell("visit", "enqueue", queued[consumer], None, len(queue))
    return visited


def forward(graph: Graph) -> list[Any]:
    """The value of every node, after those of its operands: as the trace computed them."""
    with announce("forward", graph) as tell:
        slots = tell.slots["value"]
        for node, value in enumerate(graph.values):
            tell("forward", "set", slots[node], None, value, operands(graph, node, tell))
    return graph.values


def tangent(graph: Graph, seeds: Seeds, tell: Tell) -> list[Any]:
    """The tangent of every node, for a direction given by the tangents of the inputs.

    For each node: its value, then its tangent, the sum over its operands of partial × tangent.
    """
    slots = tell.slots
    tangents: list[Any] = []
    for node, value in enumerate(graph.values):
        tell("tangent", "set", slots["value"][node], None, value, operands(graph, node, tell))
        total = seeds.get(node) if node in graph.inputs else None
        reads: tuple[Slot, ...] = ()
        for operand, position, partial in graph.partials(node):
            if tangents[operand] is not None:
                total = plus(total, partial * tangents[operand])
            reads += slots["partial"][operand, node, position], slots["tangent"][operand]
        tangents.append(total)
        write = "seed" if node in graph.inputs else "set"
        tell("tangent", write, slots["tangent"][node], None, filled(total, value), reads)
    return tangents


def reverse(graph: Graph, seeds: Seeds, tell: Tell) -> list[Any]:
    """The adjoint of every node, for a weighting of the outputs given by their adjoints.

    Forward pass: store, for each node, the partials with respect to its operands. Backward pass:
    in reverse order, each node adds adjoint × partial to the adjoint of each of its operands.
    """
    stored = store_partials(graph, tell)
    slots, partials = tell.slots["adjoint"], tell.slots["partial"]
    adjoints: list[Any] = [None] * len(graph)
    for node, seed in seeds.items():
        adjoints[node] = seed
        tell("backward pass", "seed", slots[node], None, seed)
    for node in reversed(range(len(graph))):
        adjoint = adjoints[node]
        if adjoint is None:
            continue
        for operand, position, partial in stored[node]:
            before = adjoints[operand]
            share = adjoint * partial
            adjoints[operand] = plus(before, share)
            reads = slots[node], partials[operand, node, position]
            tell("backward pass", "add", slots[operand], before, adjoints[operand], reads)
    return adjoints


def store_partials(graph: Graph, tell: Tell) -> list[Edges]:
    """The forward pass of the reverse sweep: for each node its value, and the partials into it."""
    slots, partials = tell.slots["value"], tell.slots["partial"]
    stored: list[Edges] = []
    for node, value in enumerate(graph.values):
        edges, reads = graph.partials(node), operands(graph, node, tell)
        stored.append(edges)
        tell("forward pass", "set", slots[node], None, value, reads)
        for operand, position, partial in edges:
            slot = partials[operand, node, position]
            tell("forward pass", "set", slot, None, partial, reads)
    return stored


def operands(graph: Graph, node: int, tell: Tell) -> tuple[Slot, ...]:
    """The slots that a node's value is computed from."""
    return tuple([tell.slots["value"][operand] for operand in graph.operands(node)])


def plus(total: Any, term: Any) -> Any:
    """The sum so far with one term more; None is 0."""
    return term if total is None else total + term


def filled(derivative: Any, value: Any) -> Any:
    """The derivative to show: zeros where no seed reaches."""
    if derivative is not None:
        return derivative
    return np.zeros(np.shape(value)) if np.ndim(value) else 0.0
