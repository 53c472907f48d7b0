"""What the picture shows after each step of a sweep, for the pictures that are made in Python.

- `frames(timeline)`: a Frame for each number of steps taken, from 0 on.
- `Frame`: the text of every slot, what is being written, what is read, and the share on its way.

The live player folds the same writes in the page; `tests/browser/test_exports.py` holds the two
side by side at every step.

>>> import adlab
>>> graph = adlab.trace(lambda x, y: x * y, 2.0, 5.0)
>>> last = frames(adlab.timeline(graph, "reverse"))[-1]
>>> last.texts["d1"], last.written, last.reads, last.share
('2', 'd1', frozenset({2}), Share(edge=1, text='1 · 2 = 2', short='1 · 2 = 2'))
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.sweeps.timeline import Timeline
from adlab.view import arrays
from adlab.view.diagram import back_text, edge_numbers, scale_text
from adlab.view.facts import Facts, Moment, moments
from adlab.view.formula import template
from adlab.view.mathml import marked
from adlab.view.narration import Parts, after, opening, sentence
from adlab.view.spec import named_facts
from adlab.view.wording import WORDS

UNSET = "–"  # not written yet, which is not 0
SIGNS = {"tangent": "v̇", "reverse": "v̄"}
DERIVATIVES = {"tangent": "tangent", "reverse": "adjoint"}


class Share(NamedTuple):
    """What a consumer hands back along an edge."""

    edge: int
    text: str  # "1 · 5 = 5"; for a linear map what is done to the adjoint: "v̄2 · wᵀ = (3,) 1, 2, 2"
    short: str  # the same, where there is no room for that


class Frame(NamedTuple):
    """The picture after some steps. Slots are named "v3", "d3" (in node 3) and "p7" (on edge 7)."""

    k: int  # steps taken
    phase: str  # of the last step; "" before the first
    texts: Mapping[str, str]
    signs: tuple[str, ...]  # what stands before the second number of each node
    derivative: str  # what that number is: "tangent" or "adjoint"; else "value"
    previews: Mapping[str, tuple[str, str]]  # of arrays, see `diagram.fill_previews`
    sums: Mapping[int, tuple[tuple[str, ...], int]]  # node → shares so far, and how many there are
    written: str  # the slot that the last step wrote; "" before the first
    node: int  # the node of that slot, or the consumer of its edge; -1 before the first
    accent: str  # "value", "partial", "tangent" or "adjoint": the colour of what was written
    reads: frozenset[int]  # nodes
    edges: frozenset[int]
    visited: frozenset[int]  # nodes that have their place in the order
    share: Share | None
    said: Parts  # the narration


def frames(timeline: Timeline, limit: int | None = None) -> list[Frame]:
    """The frames of a sweep: before its first step, and after each of the first `limit` steps."""
    fold = _Fold(timeline)
    return [fold.frame(0, None), *map(fold.after, range(1, len(timeline.steps[:limit]) + 1))]


class _Fold:
    """What has been written so far."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.graph = timeline.graph
        self.kind = timeline.sweep.kind
        self.moments = moments(timeline)
        self.numbers = edge_numbers(self.graph)
        self.edges = {self.numbers[edge.edge]: edge for edge in self.graph.edges}
        self.texts: dict[str, str] = {}
        self.previews: dict[str, tuple[str, str]] = {}
        self.sums: dict[int, tuple[tuple[str, ...], int]] = {}
        held: dict[str, list[Any]] = {}  # the arrays that each slot holds in turn
        for step, moment in zip(timeline, self.moments, strict=True):
            if moment.slot[0] in "vd" and np.ndim(step.after):
                held.setdefault(moment.slot, []).append(step.after)
        self.reaches = {slot: arrays.reach(values) for slot, values in held.items()}

    def after(self, k: int) -> Frame:
        """The next frame. To be called for each step in turn."""
        moment, written = self.moments[k - 1], self.timeline[k - 1].after
        facts = moment.facts
        self.texts[moment.slot] = moment.after
        for name, edge in facts.items():  # a tangent also shows the partials it is made with
            if re.fullmatch(r"edge\d+", name):
                self.texts[f"p{edge}"] = str(facts[name.replace("edge", "partial")])
        if moment.slot in self.reaches:
            reach = self.reaches[moment.slot]
            self.previews[moment.slot] = arrays.preview(written, reach), scale_text(reach)
        if "share" in facts:
            terms, _ = self.sums.get(_node(facts), ((), 0))
            terms = () if "held" in facts else terms  # a wrong sweep, which overwrites
            self.sums[_node(facts)] = (*terms, str(facts["share"])), int(facts["total"])
        return self.frame(k, moment)

    def frame(self, k: int, moment: Moment | None) -> Frame:
        nodes = range(len(self.graph))
        shown = [self._rows(node) for node in nodes]
        texts = {f"p{edge}": self.texts.get(f"p{edge}", "") for edge in self.edges}
        texts |= {f"v{node}": value for node, (value, _, _) in zip(nodes, shown, strict=True)}
        texts |= {f"d{node}": held for node, (_, _, held) in zip(nodes, shown, strict=True)}
        facts = moment.facts if moment else {}
        slot = moment.slot if moment else ""
        node = _node(facts) if moment else -1
        reads, edges = self._read(moment) if moment else (set(), set())
        derivative = DERIVATIVES.get(self.kind, "value")
        accents = {"v": "value", "p": "partial", "d": derivative}
        return Frame(
            k,
            self.timeline[k - 1].phase if k else "",
            texts,
            tuple(sign for _, sign, _ in shown),
            derivative,
            dict(self.previews),
            dict(self.sums),
            slot,
            node,
            accents.get(slot[:1], "value"),
            frozenset(reads),
            frozenset(edges),
            frozenset(node for node in nodes if f"o{node}" in self.texts),
            self._share(moment) if moment and "share" in facts else None,
            after(self.timeline, k, moment) if moment else opening(self.timeline, begin=""),
        )

    def _rows(self, node: int) -> tuple[str, str, str]:
        """The value of a node; the sign and the text in its second row."""
        value = self.texts.get(f"v{node}", UNSET)
        derivative = self.texts.get(f"d{node}", UNSET)
        if self.kind == "forward":
            return value, "", ""
        if self.kind != "order":
            return value, SIGNS[self.kind], derivative
        if f"o{node}" in self.texts:
            return "", WORDS["place"], self.texts[f"o{node}"]
        if f"q{node}" in self.texts:
            return "", WORDS["ready"], ""
        return "", WORDS["waits"], derivative

    def _read(self, moment: Moment) -> tuple[set[int], set[int]]:
        """The nodes and the edges that a step reads."""
        named = set(named_facts([sentence(self.graph, moment), *template(self.graph, moment)]))
        edges = {int(fact) for name, fact in moment.facts.items() if name.startswith("edge")}
        reads = {
            fact
            for name, fact in moment.facts.items()
            if type(fact) is int
            and (name == "from" or (name in named and re.fullmatch(r"from\d+|[xyw]", name)))
        }
        if moment.kind.startswith("value"):
            into = [edge for edge in self.numbers if edge.consumer == _node(moment.facts)]
            edges |= {self.numbers[edge] for edge in into}
            reads |= {edge.operand for edge in into}
        return reads, edges

    def _share(self, moment: Moment) -> Share:
        """What the callout says: the product, or for a linear map what its transpose does."""
        facts, edge = moment.facts, int(moment.facts["edge"])
        share = str(facts["share"])
        if not moment.kind.endswith((" map", " sum", " array")):
            product = f"{facts['adjoint']} · {factor(str(facts['partial']))} = {share}"
            return Share(edge, product, product)
        back = back_text(self.edges[edge])
        bar = marked(self.graph.labels[int(facts["from"])], "bar")
        if back.startswith("·"):
            return Share(edge, f"{bar} {back} = {share}", share)
        if back.endswith("·"):
            return Share(edge, f"{back} {bar} = {share}", share)
        return Share(edge, f"{back}: {share}" if back else share, share)


def _node(facts: Facts) -> int:
    return int(facts["node"])


def factor(text: str) -> str:
    """A number as a factor: with brackets if it is negative."""
    return f"({text})" if text.startswith("−") else text
