"""The numbers that a graph has by mistake, and which mistake gives each of them.

- `Quantity`: what is asked: the value, tangent, adjoint or partial of one place in a graph.
- `right(graph, quantity)`: the number.
- `mistakes(graph, quantity)`: wrong numbers, each with the mistake that gives it.
- `named(given, right, mistakes)`: the mistake behind a wrong number, if one of them gives it.
- `broken(graph, order)`: what is wrong with an order, in a sentence.

>>> import adlab
>>> graph = adlab.trace(lambda x: x * x, 3.0)
>>> asked = Quantity("adjoint", graph.find("x"))
>>> right(graph, asked), named(3.0, 6.0, mistakes(graph, asked)).words
(6.0, 'the last share alone: each share was written over the one before')

Where docs/misconceptions.md has a mistake, its id is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np

from adlab.course.asking.forms import close
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps import wrong_sweeps
from adlab.engine.sweeps.timeline import timeline
from adlab.engine.sweeps.wrong_sweeps import violations


class Quantity(NamedTuple):
    """What is asked.

    Attributes
    ----------
    kind : "value", "tangent", "adjoint" or "partial"
    node : its index; of a partial, the consumer
    unit : the label of the input that is seeded, or of the output that a reverse sweep starts from
    operand : of a partial
    """

    kind: str
    node: int
    unit: str | None = None
    operand: int = -1


class Mistake(NamedTuple):
    """A number, and the mistake that gives it.

    Attributes
    ----------
    id : that of docs/misconceptions.md, if it is there
    number : what comes out
    words : what that number is
    """

    id: str
    number: float
    words: str


SWEEPS = {
    ("reverse", "overwriting"): (
        "overwrites",
        "the last share alone: each share was written over the one before",
    ),
    ("reverse", "depth-first"): (
        "depth-first-order",
        "what comes out when a node sends its shares before it has all of its own",
    ),
    ("reverse", "breadth-first"): (
        "breadth-first-order",
        "what comes out when the nodes send by their distance from the output: one of them sent "
        "before it had all of its shares",
    ),
    ("reverse", "recursion"): (
        "resends-whole-adjoint",
        "what comes out when a node sends all that it holds again for each edge that leads to it",
    ),
    ("reverse", "not zeroed"): (
        "no-zeroing",
        "what a second call gives when nobody has cleared the adjoints of the first",
    ),
    ("tangent", "stale seed"): (
        "stale-seed",
        "what comes out when another input still has its seed",
    ),
    ("forward", "depth-first"): (
        "depth-first-order",
        "what comes out when a node is computed before what it needs, which then stands at 0",
    ),
    ("forward", "breadth-first"): (
        "breadth-first-order",
        "what comes out when nodes are computed by their distance from the inputs, and one that is "
        "needed still stands at 0",
    ),
}


def right(graph: Graph, asked: Quantity) -> float:
    """The number that is asked for; 0 for an adjoint of what the output does not depend on."""
    return {"value": _value, "tangent": _tangent, "adjoint": _adjoint, "partial": _partial}[
        asked.kind
    ](graph, asked)


def mistakes(graph: Graph, asked: Quantity) -> list[Mistake]:
    """What comes out by mistake, the likeliest mistake first. A number may stand there twice."""
    found = {
        "value": _wrong_values,
        "tangent": _wrong_tangents,
        "adjoint": _wrong_adjoints,
        "partial": _wrong_partials,
    }[asked.kind]
    with np.errstate(all="ignore"):
        sign = Mistake("sign", -right(graph, asked), "the right number with the other sign")
        return [each for each in (*found(graph, asked), sign) if np.isfinite(each.number)]


def named(given: float, expected: float, known: Iterable[Mistake]) -> Mistake | None:
    """The mistake that gives a wrong number; None if none does, or the number is right."""
    if close(given, expected):
        return None
    return next(
        (m for m in known if close(given, m.number) and not close(m.number, expected)), None
    )


def broken(graph: Graph, order: Sequence[int | str]) -> str:
    """What is wrong with an order in which nodes are computed; "" if nothing is."""
    known = set(graph.labels)
    strangers = [label for label in order if label not in known]
    if strangers:
        return f"there is no {strangers[0]}: the nodes are {', '.join(graph.labels)}"
    try:
        pairs = violations(graph, order)
    except ValueError as error:
        return str(error)
    return "; ".join(
        f"{consumer} comes before {operand}, which it needs" for operand, consumer in pairs
    )


# ------------------------------------------------------------------------------ the right numbers


def _value(graph: Graph, asked: Quantity) -> float:
    return float(graph.values[asked.node])


def _tangent(graph: Graph, asked: Quantity) -> float:
    return _tangents(graph, _input(graph, asked)).get(asked.node, 0.0)


def _adjoint(graph: Graph, asked: Quantity) -> float:
    return _adjoints(graph, asked.unit).get(asked.node, 0.0)


def _partial(graph: Graph, asked: Quantity) -> float:
    edges = graph.partials(asked.node)
    return next(float(p) for operand, _, p in edges if operand == asked.operand)


def _tangents(graph: Graph, unit: str) -> dict[int, float]:
    ran = timeline(graph, "tangent", input=unit)
    return ran.tangents(len(ran))


def _adjoints(graph: Graph, unit: str | None) -> dict[int, float]:
    ran = timeline(graph, "reverse", **({"output": unit} if unit else {}))
    return ran.adjoints(len(ran))


def _input(graph: Graph, asked: Quantity) -> str:
    return asked.unit or graph.labels[0]


def _output(graph: Graph, asked: Quantity) -> int:
    return graph.find(asked.unit) if asked.unit else graph.output_nodes[0]


# ------------------------------------------------------------------------------ the wrong ones


def _wrong_sweeps(graph: Graph, kind: str, node: int, unit: str | None) -> Iterator[Mistake]:
    """What the sweeps give that are wrong on purpose; none where they cannot run."""
    for (of, name), (id, words) in SWEEPS.items():
        if of != kind:
            continue
        with suppress(ValueError):
            ran = wrong_sweeps.wrong(graph, kind, name, unit)
            read: Any = {"reverse": ran.adjoints, "tangent": ran.tangents, "forward": ran.values}
            yield Mistake(id, float(read[kind](len(ran)).get(node) or 0.0), words)


def _wrong_values(graph: Graph, asked: Quantity) -> Iterator[Mistake]:
    yield from _wrong_sweeps(graph, "forward", asked.node, None)
    for operand in dict.fromkeys(graph.operands(asked.node)):
        label = graph.labels[operand]
        yield Mistake("value-of-operand", float(graph.values[operand]), f"the value of {label}")
    if graph.inputs:
        tangent = _tangent(graph, Quantity("tangent", asked.node))
        yield Mistake("slope-for-value", tangent, "the slope, where the value is asked")


def _wrong_tangents(graph: Graph, asked: Quantity) -> Iterator[Mistake]:
    label = graph.labels[asked.node]
    unit = _input(graph, asked)
    right = _tangents(graph, unit)
    edges = graph.partials(asked.node)
    if len(set(graph.operands(asked.node))) == 1:
        alone = sum(float(p) for _, _, p in edges)
        words = f"{_alone(len(edges))}, without the tangent that came along"
        yield Mistake("no-upstream", alone, words)
        added = sum(float(p) + right.get(o, 0.0) for o, _, p in edges)
        words = "what comes out when partial and tangent are added; they are multiplied"
        yield Mistake("adds-upstream", added, words)
    if len(edges) > 1:
        first, *_, last = [float(p) * right.get(o, 0.0) for o, _, p in edges]
        yield Mistake("last-operand-only", last, "the part of the last operand alone")
        yield Mistake("first-operand-only", first, "the part of the first operand alone")
    yield from _wrong_sweeps(graph, "tangent", asked.node, unit)
    every = [_tangents(graph, graph.labels[n]).get(asked.node, 0.0) for n in graph.inputs]
    if len(every) > 1:
        yield Mistake(
            "seeds-everything", sum(every), "what comes out when every input has the seed 1"
        )
    for other, number in zip(graph.inputs, every, strict=True):
        name = graph.labels[other]
        if name != unit:
            words = f"the tangent for {name}: {name} was seeded in the place of {unit}"
            yield Mistake("seeds-wrong-input", number, words)
    yield Mistake("value-for-slope", float(graph.values[asked.node]), f"the value of {label}")
    if graph.output_nodes:
        adjoint = _adjoint(graph, Quantity("adjoint", asked.node))
        words = f"the adjoint of {label}: how the output moves with it, and not it with {unit}"
        yield Mistake("adjoint-for-tangent", adjoint, words)


def _wrong_adjoints(graph: Graph, asked: Quantity) -> Iterator[Mistake]:
    label, output = graph.labels[asked.node], _output(graph, asked)
    right = _adjoints(graph, asked.unit)
    edges = [e for e in graph.edges if e.operand == asked.node and e.consumer in right]
    partials = [float(edge.partial) for edge in edges]
    shares = [p * right[e.consumer] for e, p in zip(edges, partials, strict=True)]
    yield from _wrong_sweeps(graph, "reverse", asked.node, asked.unit)
    if len(shares) > 1:
        for edge, share in zip(edges, shares, strict=True):
            words = f"the share from {graph.labels[edge.consumer]} alone; the shares are added"
            yield Mistake("one-share", share, words)
        yield Mistake(
            "multiplies-shares", float(np.prod(shares)), "the product of the shares; they are added"
        )
        once = {edge.consumer: share for edge, share in zip(edges, shares, strict=True)}
        yield Mistake(
            "forgets-multiplicity",
            sum(once.values()),
            "what comes out when a node that is used twice by another is counted once",
        )
    if edges:
        words = f"{_alone(len(edges))}, without the adjoint that came from above"
        yield Mistake("no-upstream", sum(partials), words)
        added = sum(p + right[e.consumer] for e, p in zip(edges, partials, strict=True))
        words = "what comes out when partial and adjoint are added; they are multiplied"
        yield Mistake("adds-upstream", added, words)
    seeded = float(graph.values[output])
    yield Mistake(
        "seeds-with-value",
        seeded * right.get(asked.node, 0.0),
        f"what comes out when the seed is the value of {graph.labels[output]}, and not 1",
    )
    for unit in (graph.labels[n] for n in graph.inputs):
        words = f"the tangent of {label}: how it moves with {unit}, and not the output with it"
        yield Mistake("tangent-for-adjoint", _tangents(graph, unit).get(asked.node, 0.0), words)
    yield Mistake("value-for-slope", float(graph.values[asked.node]), f"the value of {label}")
    for node, adjoint in right.items():
        if node != asked.node:
            words = f"the adjoint of {graph.labels[node]}"
            yield Mistake("another-node", adjoint, words)


def _alone(edges: int) -> str:
    return "the partial alone" if edges == 1 else "the sum of the partials alone"


def _wrong_partials(graph: Graph, asked: Quantity) -> Iterator[Mistake]:
    operand, label = graph.labels[asked.operand], graph.labels[asked.node]
    yield Mistake(
        "own-factor",
        float(graph.values[asked.operand]),
        f"the value of {operand} itself",
    )
    for other, _, partial in graph.partials(asked.node):
        if other != asked.operand:
            name = graph.labels[other]
            yield Mistake("other-partial", float(partial), f"the partial for {name}")
    same = [float(p) for o, _, p in graph.partials(asked.node) if o == asked.operand]
    if len(same) > 1:
        words = f"the sum of all edges from {operand}; a partial belongs to one edge"
        yield Mistake("one-partial-for-square", sum(same), words)
    yield Mistake("value-for-factor", float(graph.values[asked.node]), f"the value of {label}")
