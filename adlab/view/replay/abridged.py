"""A loop of very many turns, of which some are kept and those between are taken at once.

- `abridged(graph)`: the graph itself, or one with the same values and derivatives and fewer nodes.

A run of turns becomes one node for each number that it hands on. The partials of this node are the
derivatives through the whole run, which are found by a reverse sweep over the run alone. This is
known as preaccumulation (Griewank & Walther 2008, section 10.2).

>>> import adlab
>>> def f(x):
...     for _ in range(600):
...         x = x * 0.9999
...     return x
>>> graph = adlab.trace(f, 2.0)
>>> short = abridged(graph, limit=500)
>>> len(graph), len(short), short.values[-1] == graph.values[-1]
(601, 218, True)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from copy import copy
from itertools import groupby
from typing import Any, NamedTuple

from adlab.engine.primitives.edges import pull_of, push_of
from adlab.engine.primitives.primitive import Edges, Primitive
from adlab.engine.recording.graph import CACHED, Graph
from adlab.engine.user.calls import Place
from adlab.view.said.formula import ANY_FUNCTION
from adlab.view.said.templates import GROUPS

LIMIT = 20_000  # nodes; of a bigger graph
FEWEST = 500  # turns of a loop that is abridged
NO_LOOP = (-1, 0, 0)
FIRST, LAST, BETWEEN = 20, 5, 100  # turns that are kept: at both ends, and between


class Turn(NamedTuple):
    """One turn of an outermost loop: its nodes are `range(first, stop)`."""

    number: int
    first: int
    stop: int
    place: Place


class Run(NamedTuple):
    """Turns that become one."""

    name: str
    first: int
    stop: int
    place: Place
    makes: dict[
        int, dict[int, float]
    ]  # a node that it hands on → what that is made of, by how much


def abridged(graph: Graph, limit: int = LIMIT) -> Graph:
    """The same with fewer turns, where a loop has too many; only where all values are numbers.

    A graph of at most `limit` nodes stays as it is.
    """
    if len(graph) <= limit or graph.arrays:
        return graph
    runs = [run for turns in _loops(graph) for run in _runs(graph, turns)]
    return _without(graph, runs) if runs else graph


def _loops(graph: Graph) -> Iterator[list[Turn]]:
    """The turns of the outermost loops."""
    starts = [*[start for start, _ in graph.places], len(graph)]
    pieces = [
        (_outermost(graph, place), start, stop, place)
        for (start, place), stop in zip(graph.places, starts[1:], strict=True)
        if stop > start
    ]
    for loop, inside in groupby(pieces, lambda piece: piece[0][:2]):
        if loop == NO_LOOP[:2]:
            continue
        turns = []
        for number, parts in groupby(inside, lambda piece: piece[0][2]):
            made = list(parts)
            turns.append(Turn(number, made[0][1], made[-1][2], made[0][3]))
        if len(turns) >= FEWEST:
            yield turns


def _outermost(graph: Graph, place: Place) -> tuple[int, int, int]:
    """Call, line and turn of the outermost loop around a place."""
    found = NO_LOOP
    call, loops = place.call, place.loops
    while True:
        if loops:
            found = (call, *loops[0])
        if not call:
            return found
        loops = graph.calls[call].loops
        call = graph.calls[call].caller or 0


def _runs(graph: Graph, turns: Sequence[Turn]) -> Iterator[Run]:
    """The runs of turns between those that are kept."""
    kept = {*range(FIRST), *range(len(turns) - LAST, len(turns))}
    kept |= {k * len(turns) // BETWEEN for k in range(BETWEEN)}
    last_use = [-1] * len(graph)
    for consumer, record in enumerate(graph.records):
        for operand in record[4:]:
            if type(operand) is int:
                last_use[operand] = consumer
    outputs = set(graph.output_nodes)
    for skipped, numbers in groupby(range(len(turns)), lambda k: k not in kept):
        several = list(numbers)
        if skipped and len(several) > 1:
            first, stop = turns[several[0]].first, turns[several[-1]].stop
            name = GROUPS["turns between"].format(
                first=turns[several[0]].number, last=turns[several[-1]].number
            )
            used = [n for n in range(first, stop) if last_use[n] >= stop or n in outputs]
            place = turns[several[-1]].place
            yield Run(name, first, stop, place, {n: _through(graph, n, first) for n in used})


def _through(graph: Graph, node: int, first: int) -> dict[int, float]:
    """The derivatives of a node with respect to what is used of before `first`."""
    records, values, pull = graph.records, graph.values, graph.pull
    shares = _Shares()
    shares[node] = 1.0
    for at in range(node, first - 1, -1):
        share = shares.pop(at, None)
        if share is not None:
            record = records[at]
            pull[record[0]](record, values, values[at], share, shares)
    return dict(sorted(shares.items()))


class _Shares(dict[int, Any]):
    """Adjoints by node; none has come as long as there is none."""

    def __missing__(self, node: int) -> None:
        return None


def _without(graph: Graph, runs: Sequence[Run]) -> Graph:
    """The graph with each run as the nodes that it hands on."""
    made = copy(graph)
    for name in CACHED:
        vars(made).pop(name, None)
    skipped = {node for run in runs for node in range(run.first, run.stop)}
    by_first = {run.first: run for run in runs}
    primitives = {run.name: _primitive(run) for run in runs}
    kept: list[int] = []  # the nodes that stay, or that a run hands on
    for node in range(len(graph)):
        kept += [node] if node not in skipped else by_first[node].makes if node in by_first else []
    new = {node: k for k, node in enumerate(kept)}
    run_of = {node: run for run in runs for node in run.makes}
    records = []
    for node in kept:
        name, params, code, instruction, *operands = graph.records[node]
        if run := run_of.get(node):
            slopes = run.makes[node]
            name, params, operands = run.name, {"slopes": tuple(slopes.values())}, list(slopes)
        operands = [new[o] if type(o) is int else o for o in operands]
        records.append((name, params, code, instruction, *operands))
    made.records, made.values = tuple(records), [graph.values[node] for node in kept]
    made.outputs = [new[o] if type(o) is int else o for o in graph.outputs]
    made.primitives = {**graph.primitives, **primitives}
    made.push = {**graph.push, **{name: push_of(p, {}) for name, p in primitives.items()}}
    made.pull = {**graph.pull, **{name: pull_of(p, {}) for name, p in primitives.items()}}
    made.guards, made.versions, made.programs = [], {}, {}
    made.places = _places(graph, kept, run_of)
    vars(made)["labels"] = tuple([graph.labels[node] for node in kept])
    vars(made)["ids"] = tuple([graph.ids[node] for node in kept])
    return made


def _places(graph: Graph, kept: Sequence[int], run_of: dict[int, Run]) -> list[tuple[int, Place]]:
    """Where the nodes that are left stand: those of a run in its last turn."""
    starts = [start for start, _ in graph.places]
    found: list[tuple[int, Place]] = []
    for k, node in enumerate(kept):
        run = run_of.get(node)
        at = bisect_right(starts, node) - 1
        place = run.place if run else graph.places[at][1] if at >= 0 else None
        if place is not None and (not found or found[-1][1] != place):
            found.append((k, place))
    return found


def _primitive(run: Run) -> Primitive:
    """What a run computes, as far as a sweep is concerned: its partials are known numbers."""
    rules = (_unknown,)
    return Primitive(run.name, _unknown, rules, ANY_FUNCTION, "⋯", elementwise=True, edges=_edges)


def _edges(record: tuple[Any, ...], values: list[Any], result: Any) -> Edges:
    slopes = record[1]["slopes"]
    return [(operand, k, slopes[k]) for k, operand in enumerate(record[4:])]


def _unknown(*arguments: Any, **params: Any) -> float:
    raise NotImplementedError("many turns at once: only the values of this run are known")
