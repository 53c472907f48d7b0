"""Timelines: the Steps of one sweep, kept, so that one can go back and forth in them.

- `Timeline`: a graph and its recorded Steps; the state at step k is the fold of the first k writes.
- `timeline(graph, kind, ...)`: run one sweep and keep its Steps.
- `Recorder`: the hook that does the keeping.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from adlab.engine.arrays.values import detach
from adlab.engine.recording.graph import Edge, Graph
from adlab.engine.sweeps.running import run
from adlab.engine.sweeps.steps import Slot, Step, Sweep, observe


class Timeline:
    """A graph and the recorded Steps of one sweep over it.

    Parameters
    ----------
    graph : Graph
    sweep : Sweep
    steps : sequence of Step

    >>> import adlab
    >>> graph = adlab.trace(lambda x, y: x * y, 2.0, 5.0)
    >>> timeline = adlab.timeline(graph, "reverse")
    >>> len(timeline)
    8
    >>> timeline.adjoints(8)
    {2: 1.0, 0: 5.0, 1: 2.0}
    """

    def __init__(self, graph: Graph, sweep: Sweep, steps: Sequence[Step]) -> None:
        self.graph = graph
        self.sweep = sweep
        self.steps = tuple(steps)

    def __len__(self) -> int:
        return len(self.steps)

    def __getitem__(self, k: int) -> Step:
        return self.steps[k]

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __repr__(self) -> str:
        return f"<Timeline of the {self.sweep.name} sweep, {len(self)} steps>"

    def state(self, k: int) -> dict[Slot, Any]:
        """What every written slot holds after the first `k` steps (0 to `len(self)`)."""
        if not 0 <= k <= len(self):
            raise IndexError(f"step {k} is outside 0 to {len(self)}")
        return {step.slot: step.after for step in self.steps[:k]}

    def terms(self, k: int) -> dict[int, list[tuple[Edge, Any]]]:
        """For each node, the contributions added to its adjoint in the first `k` steps."""
        terms: dict[int, list[tuple[Edge, Any]]] = {}
        for step in self.steps[:k]:
            if step.op == "add" and step.slot.kind == "adjoint":
                edge = next(slot.at for slot in step.reads if slot.kind == "partial")
                assert isinstance(edge, Edge)
                assert isinstance(step.slot.at, int)
                terms.setdefault(step.slot.at, []).append((edge, self.term(step)))
        return terms

    def term(self, step: Step) -> Any:
        """The contribution of one `add` step: consumer's adjoint × partial, before it was added."""
        if not hasattr(self, "_terms"):
            state: dict[Slot, Any] = {}
            self._terms: dict[int, Any] = {}
            for past in self.steps:
                if past.op == "add" and past.slot.kind == "adjoint":
                    consumer, partial = past.reads[:2]
                    self._terms[id(past)] = detach(state[consumer] * state[partial])
                state[past.slot] = past.after
        return self._terms[id(step)]

    def adjoints(self, k: int) -> dict[int, Any]:
        """The adjoints written in the first `k` steps, by node index."""
        return self._of("adjoint", k)

    def tangents(self, k: int) -> dict[int, Any]:
        """The tangents written in the first `k` steps, by node index."""
        return self._of("tangent", k)

    def values(self, k: int) -> dict[int, Any]:
        """The values written in the first `k` steps, by node index."""
        return self._of("value", k)

    def _of(self, kind: str, k: int) -> dict[int, Any]:
        return {
            slot.at: after
            for slot, after in self.state(k).items()
            if slot.kind == kind and isinstance(slot.at, int)
        }


class Recorder:
    """The hook that keeps the Steps of the sweeps it sees."""

    def __init__(self) -> None:
        self.timelines: list[Timeline] = []
        self._steps: list[Step] = []

    def begin(self, sweep: Sweep) -> None:
        self._steps = []

    def __call__(self, step: Step) -> None:
        self._steps.append(step)

    def end(self, sweep: Sweep) -> None:
        self.timelines.append(Timeline(sweep.graph, sweep, self._steps))


def timeline(graph: Graph, kind: str, **options: Any) -> Timeline:
    """Run one sweep over `graph` and keep its Steps.

    Parameters
    ----------
    graph : Graph
    kind : "order", "forward", "tangent" or "reverse"
    **options
        `input=` (index or name; tangent: seed this input with 1), `output=` (reverse: seed this
        output with 1), or `seeds=` (either: a dict from node index to seed).

    Raises
    ------
    ValueError
        There is no sweep of that kind, or no such input or output.
    """
    recorder = Recorder()
    with observe(recorder, graph=graph):
        run(graph, kind, **options)
    return recorder.timelines[-1]
