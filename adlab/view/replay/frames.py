"""What the picture shows after each step of a sweep, for the pictures that are made in Python.

- `frames(timeline)`: a Frame for each number of steps taken, from 0 on.
- `frames_at(timeline, ks)`: those after some numbers of steps.
- `Frame`: the text of every slot, what is being written, what is read, and what has gone where.

The live player applies the same `fold` in the page; `tests/browser/test_exports.py` holds the two
side by side at every step.

>>> import adlab
>>> graph = adlab.trace(lambda x, y: x * y, 2.0, 5.0)
>>> last = frames(adlab.timeline(graph, "reverse"))[-1]
>>> last.texts["d1"], last.written, last.reads, last.flows[1]
('2', 'd1', frozenset({2}), Flow(width=5.5, sign=''))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.sweeps.timeline import Timeline
from adlab.view.replay.flows import flows, ledgers
from adlab.view.replay.fold import DERIVATIVES, ROWS, Fold, Told, waits
from adlab.view.replay.spec import Bar, Flow, Tag
from adlab.view.said import arrays
from adlab.view.said.narration import Parts, after, opening

UNSET = "–"  # not written yet, which is not 0


class Frame(NamedTuple):
    """The picture after some steps. Slots are named "v3", "d3" (in node 3) and "p7" (on edge 7)."""

    k: int  # steps taken
    phase: str  # of the last step; "" before the first
    texts: Mapping[str, str]
    signs: Mapping[int, str]  # what stands before the number on the tab of a node
    derivative: str  # what that number is: "tangent" or "adjoint"; else "value"
    previews: Mapping[str, str]  # of arrays, see `diagram.fill_previews`
    tags: Mapping[int, Tag]  # by node
    written: str  # the slot that the last step wrote; "" before the first
    node: int  # the node of that slot, or the consumer of its edge; -1 before the first
    accent: str  # "value", "partial", "tangent" or "adjoint": the colour of what was written
    reads: frozenset[int]  # nodes
    edges: frozenset[int]
    visited: frozenset[int]  # nodes that have their place in the order
    travelled: frozenset[int]  # edges along which something has gone
    flows: Mapping[int, Flow]  # what their lines then show
    ledgers: Mapping[int, Sequence[Bar]]  # the bars of each node, also those that are still to come
    waits: Mapping[int, int]  # how many shares a node gets in all
    said: Parts  # the narration


def frames(timeline: Timeline, limit: int | None = None) -> list[Frame]:
    """The frames of a sweep: before its first step, and after each of the first `limit` steps."""
    return frames_at(timeline, range(len(timeline.steps[:limit]) + 1))


def frames_at(timeline: Timeline, ks: Iterable[int]) -> list[Frame]:
    """The frames after these numbers of steps, which are in order."""
    shown = _Shown(timeline)
    return [shown.after(k) for k in ks]


class _Shown:
    """What has been written so far."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.graph = timeline.graph
        self.fold = Fold(self.graph)
        self.told = self.fold.told(timeline)
        self.texts: dict[str, str] = {}
        self.previews: dict[str, str] = {}
        self.tags: dict[int, Tag] = {}
        held: dict[str, list[Any]] = {}  # the arrays that each slot holds in turn
        for step, told in zip(timeline, self.told, strict=True):
            if step.slot.kind in ("value", "tangent", "adjoint") and np.ndim(step.after):
                held.setdefault(told.moment.slot, []).append(step.after)
        known = self.fold.known
        self.flows, self.ledgers = flows(timeline, known), ledgers(timeline, known)
        self.waits = waits(self.told)
        self.travelled: set[int] = set()
        self.reaches = {slot: arrays.reach(values) for slot, values in held.items()}
        self.k = 0

    def after(self, k: int) -> Frame:
        """The frame after k steps, which are not fewer than those of the frame before."""
        for n in range(self.k + 1, k + 1):
            self._take(n)
        self.k = k
        return self.frame(k, self.told[k - 1] if k else None)

    def _take(self, k: int) -> None:
        """One more step."""
        told = self.told[k - 1]
        slot = told.moment.slot
        self.texts[slot] = told.moment.after
        if self.fold.phrases[told.phrase].shows_partials:
            for edge in told.moment.edges:
                self.texts[f"p{edge}"] = self.fold.known.on_edges[edge]
        if slot in self.reaches:
            reach, written = self.reaches[slot], self.timeline[k - 1].after
            self.previews[slot] = arrays.preview(written, reach)
        if self.fold.phrases[told.phrase].travels:
            self.travelled |= set(told.moment.edges)
        if told.tag:
            self.tags[told.moment.facts["node"]] = told.tag

    def frame(self, k: int, told: Told | None) -> Frame:
        nodes = range(len(self.graph))
        shown = [self._rows(node) for node in nodes]
        texts = {
            f"p{edge}": self.texts.get(f"p{edge}", "") for edge in self.fold.known.numbers.values()
        }
        texts |= {f"v{node}": value for node, (value, _) in zip(nodes, shown, strict=True)}
        texts |= {f"d{node}": held for node, (_, held) in zip(nodes, shown, strict=True)}
        return Frame(
            k,
            self.timeline[k - 1].phase if k else "",
            texts,
            self._signs(),
            DERIVATIVES.get(self.timeline.sweep.kind, "value"),
            dict(self.previews),
            dict(self.tags),
            told.moment.slot if told else "",
            told.moment.facts["node"] if told else -1,
            self.fold.phrases[told.phrase].accent if told else "value",
            frozenset(told.reads if told else ()),
            frozenset(told.moment.edges if told else ()),
            frozenset(node for node in nodes if f"o{node}" in self.texts),
            frozenset(self.travelled),
            self.flows,
            self.ledgers,
            self.waits,
            after(self.timeline, k, told.moment) if told else opening(self.timeline, begin=""),
        )

    def _rows(self, node: int) -> tuple[str, str]:
        """The value of a node; what stands on its tab."""
        kind = self.timeline.sweep.kind
        value = "" if kind == "order" else self.texts.get(f"v{node}", UNSET)
        written = [row for row in ROWS[kind] if f"{row.letter}{node}" in self.texts]
        if not ROWS[kind]:
            return value, ""
        if not written:
            return value, UNSET
        return value, self.texts[f"{written[0].letter}{node}"]

    def _signs(self) -> dict[int, str]:
        """What stands before the number on a tab: whether an order, or what is waited for."""
        if self.timeline.sweep.kind != "order":
            return {}
        return {
            node: next((r.sign for r in ROWS["order"] if f"{r.letter}{node}" in self.texts), "")
            for node in range(len(self.graph))
        }
