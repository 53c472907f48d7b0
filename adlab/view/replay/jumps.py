"""A sweep that is too long for a page: its first steps, and jumps that take the others at once.

- `passes(timeline)`: where each pass of a sweep begins and ends.
- `jumps(timeline)`: which steps of a sweep are taken at once; `position`, `taken` count with them.
- `finals(timeline)`: what every slot holds after a jump.

A page cannot carry 40,000 steps. It carries the first ones of each pass, and after them one jump
that takes all the others: what every node holds then is there, in every picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from adlab.engine.sweeps.timeline import Timeline
from adlab.view.replay.spec import STEP_LIMIT
from adlab.view.said import numbers


def passes(timeline: Timeline) -> list[tuple[str, int, int]]:
    """The passes of a sweep: the name, the steps before its first, and the number of its last."""
    found, last = [], 0
    for name, steps in groupby(timeline.steps, attrgetter("phase")):
        first, last = last, last + len(list(steps))
        found.append((name, first, last))
    return found


Jumps = Sequence[tuple[int, int]]


def jumps(timeline: Timeline) -> Jumps:
    """The ranges of steps that are taken at once, one at the end of each long pass."""
    found = passes(timeline)
    each = STEP_LIMIT // max(len(found), 1)
    return [(first + each, last) for _, first, last in found if last - first > each + 1]


def position(k: int, jumped: Jumps) -> int:
    """Where one is after `k` steps, when a jump counts as one."""
    return k - sum(min(k, stop) - first - 1 for first, stop in jumped if k > first)


def taken(timeline: Timeline, jumped: Jumps) -> list[int]:
    """The numbers of the steps that are taken one by one; -1 for a jump."""
    numbers_: list[int] = []
    last = 0
    for first, stop in jumped:
        numbers_ += [*range(last, first), -1]
        last = stop
    return numbers_ + list(range(last, len(timeline)))


FILLED = {"forward": ("v",), "tangent": ("vpd",), "reverse": ("vp", "vpd"), "order": ("d", "oz")}


def finals(timeline: Timeline, jumped: Jumps) -> dict[str, Any]:
    """What the slots hold after each jump.

    `jumps`: by position, the letters of the slots that are full then (z: no node waits any more);
    `held`: the text of every tangent, adjoint or in-degree; `places`: the order; `final`: the
    values, where the sweep is wrong on purpose.
    """
    kind = timeline.sweep.kind
    letters = FILLED[kind]
    ends = [last for _, _, last in passes(timeline)]
    data: dict[str, Any] = {
        "jumps": {
            position(stop, jumped) - 1: letters[min(ends.index(stop), len(letters) - 1)]
            for _, stop in jumped
        }
    }
    wanted = {"tangent": "tangent", "reverse": "adjoint", "order": "in-degree"}.get(kind)
    held: dict[Any, Any] = {}
    places: dict[Any, Any] = {}
    for step in timeline.steps:
        if step.slot.kind == wanted and (kind != "order" or step.op == "set"):
            held[step.slot.at] = step.after
        elif step.slot.kind == "order":
            places[step.slot.at] = step.after
    nodes = range(len(timeline.graph))
    if timeline.sweep.note:  # wrong on purpose: its values may be others than those of the graph
        values = timeline.values(len(timeline))
        data["final"] = [numbers.text(values[node]) if node in values else "" for node in nodes]
    if held:
        data["held"] = [numbers.text(held[node]) if node in held else "" for node in nodes]
    if places:
        data["places"] = [numbers.text(places[node]) if node in places else "" for node in nodes]
    return data
