"""How much flows along each edge in a sweep, and how the shares of a node add up.

- `flows(timeline)`: for each edge, how thick its line is once something has gone along it.
- `ledgers(timeline)`: for each node with several shares, a bar for each, end to end.

A line is 2 + 5.5·√(size / largest size of the sweep) pixels thick, so that a share of a hundredth
can still be seen. Arrays have no one size.

>>> import adlab
>>> backward = adlab.timeline(adlab.trace(lambda x, y: x * y - y, 2.0, 5.0), "reverse")
>>> flows(backward)[1], ledgers(backward)[1]
(Flow(width=5.5, sign=''), [Bar(start=0.5, end=0.0, text='−1'), Bar(start=0.0, end=1.0, text='2')])
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from adlab.engine.recording.graph import Edge
from adlab.engine.sweeps.steps import Slot, Step
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.replay.spec import Bar, Flow
from adlab.view.said import numbers
from adlab.view.said.graph_texts import Texts

THIN, THICK, OF_ARRAYS = 2.0, 5.5, 3.0  # pixels


def flows(timeline: Timeline, known: Texts | None = None) -> dict[int, Flow]:
    """The line of each edge along which something goes, by the number of the edge.

    `known` are the texts of the graph, if they are there already.
    """
    if timeline.sweep.kind not in ("tangent", "reverse"):
        return {}
    known = known or Texts(timeline.graph)
    shares = {known.numbers[edge]: share for _, edge, share in sent(timeline, known)}
    sizes = [abs(s) for s in shares.values() if s is not None and np.isfinite(s)]
    largest = max(sizes, default=0.0)
    return {edge: _flow(share, largest) for edge, share in shares.items()}


def ledgers(timeline: Timeline, known: Texts | None = None) -> dict[int, list[Bar]]:
    """The bars of each node that gets several shares in a reverse sweep, in the order they come."""
    if timeline.sweep.kind != "reverse":
        return {}
    kept = {step.slot.at for step in timeline.steps if step.op == "keep"}
    found: dict[int, list[tuple[float, float]]] = {}
    for step, edge, share in sent(timeline, known):
        if step.slot.kind == "adjoint" and share is not None:
            before = step.before if step.op == "add" and step.before is not None else 0.0
            if before and edge.operand not in found and edge.operand not in kept:
                found[edge.operand] = [(0.0, float(before))]  # what was left counts as one
            found.setdefault(edge.operand, []).append((float(before), float(share)))
    return {node: _bars(come) for node, come in found.items() if len(come) > 1}


def sent(
    timeline: Timeline, known: Texts | None = None
) -> Iterator[tuple[Step, Edge, float | None]]:
    """What goes along which edge at which step: shares of adjoints, or the terms of tangents.

    Of arrays, which have no one size, it is None.
    """
    known = known or Texts(timeline.graph)
    partials = {edge: carried.partial for edge, carried in known.edges.items()}
    arrays = {k for k, is_array in enumerate(known.is_array) if is_array}
    kinds = ("adjoint", "tangent")
    every = bool(timeline.sweep.note)  # one that is wrong on purpose may hand on something else
    held: dict[Slot, Any] = {}
    for step in timeline.steps:
        if step.slot.kind in kinds:
            if step.op in ("add", "set"):
                for edge, giver in _ways(step):
                    if edge in partials and giver in held:
                        is_array = bool(arrays) and not arrays.isdisjoint(edge[:2])
                        yield step, edge, None if is_array else held[giver] * partials[edge]
            held[step.slot] = step.after
        elif every:
            held[step.slot] = step.after


def _ways(step: Step) -> list[tuple[Edge, Slot]]:
    """The edges along which a step reads, with the slots at their other ends."""
    pairs = list(zip(step.reads[::2], step.reads[1::2], strict=False))
    if step.slot.kind == "adjoint":  # reads the giver first
        pairs = [(partial, giver) for giver, partial in pairs]
    return [(partial.at, giver) for partial, giver in pairs if isinstance(partial.at, Edge)]


def _flow(share: float | None, largest: float) -> Flow:
    if share is None:
        return Flow(OF_ARRAYS, "array")
    if share == 0 or np.isnan(share):
        return Flow(THIN, "zero")
    size = min(abs(float(share)) / largest, 1.0) if largest else 1.0
    return Flow(round(THIN + THICK * math.sqrt(size), 1), "minus" if share < 0 else "")


def _bars(come: list[tuple[float, float]]) -> list[Bar]:
    sums = [0.0, *(before + share for before, share in come), *(before for before, _ in come)]
    low, high = np.nanmin(sums), np.nanmax(sums)
    reach = high - low

    def at(value: float) -> float:
        place = float((value - low) / reach) if 0 < reach < np.inf else 0.0
        return round(place, 2) if math.isfinite(place) else 0.0

    written = numbers.texts([share for _, share in come])
    return [
        Bar(at(before), at(before + share), text)
        for (before, share), text in zip(come, written, strict=True)
    ]
