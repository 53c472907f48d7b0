"""Two sweeps step by step, side by side, with the first step at which they part.

- `compare_steps(f, *args, wrong=...)`: a sweep that is wrong on purpose, beside the right one.
- `StepComparison(right, other)`: any two timelines of the same graph.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from html import escape
from typing import Any, NamedTuple

import numpy as np

from adlab.engine import wrong_sweeps
from adlab.engine.steps import Step, Timeline
from adlab.engine.steps import timeline as make_timeline
from adlab.engine.tracing import trace
from adlab.view.facts import moments
from adlab.view.formula import filled
from adlab.view.table import pad, width


class Pair(NamedTuple):
    """What two sweeps do at the same step; empty where one of them is at its end."""

    right: str
    other: str
    same: bool


class StepComparison:
    """Two timelines of one graph, step by step.

    Attributes
    ----------
    pairs : list of Pair
        Their steps; of reverse sweeps those of the backward pass.
    first : int or None
        The first step, counted from 1, at which they differ.
    """

    def __init__(self, right: Timeline, other: Timeline) -> None:
        self.right, self.other = right, other
        steps = [_told(right), _told(other)]
        self.pairs = [
            Pair(a[0] if a else "", b[0] if b else "", bool(a and b and _agree(a[1], b[1])))
            for a, b in itertools.zip_longest(*steps)
        ]
        parted = [k for k, pair in enumerate(self.pairs, start=1) if not pair.same]
        self.first = parted[0] if parted else None

    @property
    def verdict(self) -> str:
        """Where they part, in words."""
        if self.first is None:
            return "They agree in every step."
        return f"They part at step {self.first}."

    def __repr__(self) -> str:
        head = Pair(self.right.sweep.name, self.other.sweep.name, True)
        left = max(width(pair.right) for pair in [head, *self.pairs])
        lines = [f"    {pad(head.right, left)}  {head.other}"]
        for k, pair in enumerate(self.pairs, start=1):
            mark = "→" if k == self.first else " " if pair.same else "≠"
            lines.append(f"{k:2}{mark} {pad(pair.right, left)}  {pair.other}".rstrip())
        return "\n".join([*lines, self.verdict])

    def _repr_html_(self) -> str:
        cell = "text-align: left; padding: 3px 18px 3px 8px"
        head = "".join(
            f'<th scope="col" style="{cell}">{escape(title)}</th>'
            for title in ("step", self.right.sweep.name, self.other.sweep.name)
        )
        rows = []
        for k, pair in enumerate(self.pairs, start=1):
            mark = "→ " if k == self.first else "" if pair.same else "≠ "
            edge = "" if pair.same else "; border-left: 6px solid #d55e00"
            weight = "; font-weight: bold" if k == self.first else ""
            rows.append(
                f'<tr><th scope="row" style="{cell}">{k}</th>'
                f'<td style="{cell}{weight}">{escape(pair.right)}</td>'
                f'<td style="{cell}{edge}{weight}">{mark}{escape(pair.other)}</td></tr>'
            )
        return (
            f'<div><table style="font-size: 15px"><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table><p>{escape(self.verdict)}</p></div>"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}


def compare_steps(
    f: Callable[..., Any],
    *args: Any,
    sweep: str = "reverse",
    wrong: str = "overwriting",
    order: Sequence[int | str] | None = None,
) -> StepComparison:
    """A sweep that is wrong on purpose, step by step beside the right one.

    Parameters
    ----------
    f, *args
        As for `adlab.step`; numbers only.
    sweep : "reverse" or "forward"
    wrong : str
        As for `adlab.step`.
    order : sequence of labels, optional
        Instead: an order of your own.

    >>> compare_steps(lambda x: x * x, 3.0)
        reverse v1            reverse v1 (wrong on purpose: overwriting)
     1  v̄1 = ∂v1/∂v1 = 1      v̄1 = ∂v1/∂v1 = 1
     2  x̄ += v̄1 · ∂v1/∂x = 3  x̄ += v̄1 · ∂v1/∂x = 3
     3→ x̄ += v̄1 · ∂v1/∂x = 6  x̄ = v̄1 · ∂v1/∂x (should be +=) = 3
    They part at step 3.
    """
    graph = trace(f, *args)
    right = make_timeline(graph, sweep)
    if order is None:
        return StepComparison(right, wrong_sweeps.wrong(graph, sweep, wrong))
    return StepComparison(right, wrong_sweeps.in_order(graph, sweep, order))


def _told(timeline: Timeline) -> list[tuple[str, Step]]:
    """Each step with its formula and result; the forward pass of a reverse sweep is left out."""
    told = []
    for step, moment in zip(timeline, moments(timeline), strict=True):
        if step.phase != "forward pass":
            parts = filled(timeline.graph, moment)
            told.append((f"{parts.rule.text()} {parts.result.text()}", step))
    return told


def _agree(a: Step, b: Step) -> bool:
    """Whether two steps write the same to the same place."""
    return a.slot[:2] == b.slot[:2] and bool(np.all(a.after == b.after))
