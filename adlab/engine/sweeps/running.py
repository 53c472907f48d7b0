"""Running a sweep: with the loops that tell, if somebody looks on, else with the quick ones.

- `tangent(graph, seeds, name)`, `reverse(graph, seeds, name)`: one sweep.
- `run(graph, kind, ...)`: any sweep by name.
- `inheriting(graph)`: where what a sweep computes inside an enclosing trace stands in the source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from adlab.engine.recording.graph import Edge, Graph
from adlab.engine.recording.tracing import active_traces
from adlab.engine.sweeps import kinks, quick, readable
from adlab.engine.sweeps.finite import check_finite
from adlab.engine.sweeps.readable import Seeds
from adlab.engine.sweeps.seeds import directions, weightings
from adlab.engine.sweeps.steps import Slot, Tell, announce
from adlab.engine.user import source


def tangent(graph: Graph, seeds: Seeds, label: str = "") -> list[Any]:
    """The tangent of every node, for a direction given by the tangents of the inputs."""
    kinks.warn(graph)
    with announce("tangent", graph, label) as tell, inheriting(graph) as inherit:
        if not tell:
            return quick.tangent(graph, seeds, inherit)
        tangents = readable.tangent(graph, seeds, _told(tell, inherit))
        if inherit:
            _note_kinks(graph, tangents, range(len(graph)))
    return tangents


def reverse(graph: Graph, seeds: Seeds, label: str = "") -> list[Any]:
    """The adjoints of the inputs, for a weighting of the outputs given by their adjoints."""
    kinks.warn(graph)
    with announce("reverse", graph, label) as tell, inheriting(graph) as inherit:
        if not tell:
            return quick.reverse(graph, seeds, inherit)
        adjoints = readable.reverse(graph, seeds, _told(tell, inherit))
        if inherit:
            _note_kinks(graph, adjoints, reversed(range(len(graph))))
    return adjoints


def _note_kinks(graph: Graph, derivatives: list[Any], nodes: Iterable[int]) -> None:
    for node in nodes:
        if derivatives[node] is not None and node not in graph.inputs:
            kinks.note(graph, node)


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
    kind : "order", "forward", "tangent" or "reverse"; or one of `graph.sweeps`
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
        return readable.order(graph)
    if kind == "forward":
        return readable.forward(graph)
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
    if kind in graph.sweeps:
        return graph.sweeps[kind](output=output)
    known = ["order", "forward", "tangent", "reverse", *graph.sweeps]
    raise ValueError(
        f"there is no {kind!r} sweep; there are {', '.join(known[:-1])} and {known[-1]}"
    )


@contextmanager
def inheriting(graph: Graph) -> Iterator[Callable[[int], None] | None]:
    """Let what a sweep computes inside an enclosing trace inherit source positions.

    A sweep that runs while another function is being traced is itself recorded: that is how the
    graph of a gradient comes about. Its nodes get the position of the node they are the tangent or
    adjoint of. Yields the function that says, after the work at a node, whose it was; None outside
    any trace.
    """
    outer = active_traces()
    if not outer:
        with np.errstate(all="ignore"):  # `check_finite` speaks instead, and names the node
            yield None
        return
    firsts = [len(trace) for trace in outer]
    marks = list(firsts)

    def inherit(node: int) -> None:
        code, instruction = graph.records[node][2:4]
        for k, trace in enumerate(outer):
            if code is not None:
                mark = source.inherited(instruction)
                for index in range(marks[k], len(trace)):
                    name, params, _, _, *operands = trace.records[index]
                    trace.records[index] = (name, params, code, mark, *operands)
            marks[k] = len(trace)

    yield inherit
    order = 1 + max((order for _, _, order in graph.swept), default=0)
    for first, trace in zip(firsts, outer, strict=True):
        if len(trace) > first:
            trace.swept.append((first, len(trace), order))


def _told(tell: Tell, inherit: Callable[[int], None] | None) -> Tell:
    """What tells of each write, and inside an enclosing trace also whose work it was."""
    if inherit is None:
        return tell

    def told(phase: str, op: str, slot: Slot, before: Any, after: Any, reads: Any = ()) -> None:
        at = reads[0].at if op == "add" else slot.at
        inherit(at.consumer if isinstance(at, Edge) else at)
        tell(phase, op, slot, before, after, reads)

    told.slots = tell.slots  # type: ignore[attr-defined]
    return told  # type: ignore[return-value]
