"""The sweeps when nobody looks on: what `readable` computes, in the quickest way.

The sum at a node is left to its primitive's `PUSH` or `PULL`, which keep no partial. Inside an
enclosing trace the sweep is recorded: then the partials are stored first, as in `readable`, and
`inherit(node)` says at the end of the work at a node whose it was, see `running`.

The property tests hold these loops to those of `readable`, to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adlab.engine.primitives.primitive import Edges
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps import kinks
from adlab.engine.sweeps.readable import Seeds

Inherit = Callable[[int], None]


def tangent(graph: Graph, seeds: Seeds, inherit: Inherit | None) -> list[Any]:
    """The tangent of every node."""
    tangents: list[Any] = [None] * len(graph)
    # Local names: an attribute of the graph would be looked up at every node.
    records, values, push = graph.records, graph.values, graph.push
    for node in graph.inputs:
        tangents[node] = seeds.get(node)
    for node in range(len(graph.inputs), len(values)):
        record = records[node]
        tangents[node] = push[record[0]](record, values, values[node], tangents)
        if inherit:
            inherit(node)
            if tangents[node] is not None:
                kinks.note(graph, node)
    return tangents


def reverse(graph: Graph, seeds: Seeds, inherit: Inherit | None) -> list[Any]:
    """The adjoints of the inputs; any other is kept only until its node has handed it on."""
    if inherit:
        return _recorded_reverse(graph, seeds, inherit)
    adjoints: list[Any] = [None] * len(graph)
    records, values, pull = graph.records, graph.values, graph.pull
    for node, seed in seeds.items():
        adjoints[node] = seed
    for node in range(len(adjoints) - 1, len(graph.inputs) - 1, -1):
        adjoint = adjoints[node]
        if adjoint is not None:  # None: no share has come, which is not the number 0
            adjoints[node] = None  # handed on, and no longer needed: large arrays go at once
            record = records[node]
            pull[record[0]](record, values, values[node], adjoint, adjoints)
    return adjoints


def _recorded_reverse(graph: Graph, seeds: Seeds, inherit: Inherit) -> list[Any]:
    """The adjoints, where the sweep itself is recorded: each share is a node of the outer trace."""
    stored: list[Edges] = []
    for node in range(len(graph)):
        stored.append(graph.partials(node))
        inherit(node)
    adjoints: list[Any] = [None] * len(graph)
    for node, seed in seeds.items():
        adjoints[node] = seed
    for node in range(len(adjoints) - 1, len(graph.inputs) - 1, -1):
        adjoint = adjoints[node]
        if adjoint is None:
            continue
        adjoints[node] = None
        kinks.note(graph, node)
        for operand, _, partial in stored[node]:
            before = adjoints[operand]
            share = adjoint * partial
            adjoints[operand] = share if before is None else before + share
        inherit(node)
    return adjoints
