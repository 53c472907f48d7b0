"""A sweep that is too long for a page: steps one by one, and jumps that take many at once.

- `passes(timeline)`: where each pass of a sweep begins and ends.
- `jumps(timeline, turns)`: which steps of a sweep are taken at once; `position`, `taken` count with
  them.
- `finals(timeline, jumped)`: what the slots hold after each jump.

A page cannot carry 40,000 steps. It carries the first ones of each pass, the last ones, and some
between; the others are taken in jumps, one for each turn of a loop or for some of them in a row.
A jump goes from node to node in their order, so that little is under way where it ends: what every
node beyond holds then is that at the end of the sweep.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

from adlab.engine.recording.graph import Edge
from adlab.engine.sweeps.steps import Step
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.replay.spec import STEP_LIMIT, Jump, Pending
from adlab.view.said import numbers

BACKWARD = "backward pass"
MOST_JUMPS = 200  # of a pass
AT_FIRST, AT_LAST = 0.4, 0.2  # shares of the steps that are taken one by one
IN_ORDER = ("forward", "tangent", "reverse")  # sweeps that go from node to node


def passes(timeline: Timeline) -> list[tuple[str, int, int]]:
    """The passes of a sweep: the name, the steps before its first, and the number of its last."""
    found, last = [], 0
    for name, steps in groupby(timeline.steps, attrgetter("phase")):
        first, last = last, last + len(list(steps))
        found.append((name, first, last))
    return found


Jumps = Sequence[tuple[int, int]]


def jumps(timeline: Timeline, turns: Sequence[int] = (), most: int = STEP_LIMIT) -> Jumps:
    """The ranges of steps that are taken at once, so that about `most` are left.

    `turns` are the first nodes of turns of loops, in order. Where there are none, there is one
    jump at the end of each long pass.
    """
    found = passes(timeline)
    each = most // max(len(found), 1)
    if len(timeline) <= most:
        return []
    jumped: list[tuple[int, int]] = []
    for _, first, last in found:
        if last - first <= each + 1:
            continue
        cuts = _cuts(timeline, first, last, turns) if is_in_order(timeline) else []
        if len(cuts) > 2:
            jumped += _spread(cuts, each)
        else:
            jumped.append((first + each, last))
    return jumped


def is_in_order(timeline: Timeline) -> bool:
    """Whether a sweep goes through the nodes in their order, forwards and then backwards."""
    return timeline.sweep.kind in IN_ORDER and not timeline.sweep.note


def about(step: Step) -> int:
    """The node that a step is about: the one that computes or, going back, that hands on."""
    if step.op == "add" and step.slot.kind == "adjoint":
        step_at: Any = step.reads[0].at
    else:
        step_at = step.slot.at
    return step_at.consumer if isinstance(step_at, Edge) else step_at


def _cuts(timeline: Timeline, first: int, last: int, turns: Sequence[int]) -> list[int]:
    """The numbers of the steps with which turns begin, with the first and the last of the pass."""
    nodes = [about(step) for step in timeline.steps[first:last]]
    if timeline[first].phase == BACKWARD:
        backwards = [-node for node in nodes]
        found = [bisect_left(backwards, 1 - turn) for turn in turns]
    else:
        found = [bisect_left(nodes, turn) for turn in turns]
    return sorted({first, last, *(first + k for k in found)})


def _spread(cuts: Sequence[int], each: int) -> Iterator[tuple[int, int]]:
    """Jumps over all turns but the first ones, the last ones, and some between."""
    turns = list(pairwise(cuts))
    alone = _alone(turns, each)
    together = max(1, -(-len(turns) // MOST_JUMPS))
    at = 0
    while at < len(turns):
        if at in alone or turns[at][1] - turns[at][0] < 2:
            at += 1
            continue
        stop = at + 1
        while stop < len(turns) and stop - at < together and stop not in alone:
            stop += 1
        yield turns[at][0], turns[stop - 1][1]
        at = stop


def _alone(turns: Sequence[tuple[int, int]], each: int) -> set[int]:
    """The turns whose steps are taken one by one, `each` steps in all."""
    lengths = [last - first for first, last in turns]
    alone: set[int] = set()
    for order, share in ((range(len(turns)), AT_FIRST), (reversed(range(len(turns))), AT_LAST)):
        left = share * each
        for k in order:
            left -= lengths[k]
            if left < 0:
                break
            alone.add(k)
    left = (1 - AT_FIRST - AT_LAST) * each
    count = int(left / (sum(lengths) / len(lengths)))
    return alone | {k * len(turns) // (count + 1) for k in range(1, count + 1)}


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

    `jumps`: by position, what is full then (z: no node waits any more); `held`: the text of every
    tangent, adjoint or in-degree; `places`: the order; `final`: the values, where the sweep is
    wrong on purpose.
    """
    kind = timeline.sweep.kind
    data: dict[str, Any] = {"jumps": dict(_jumps(timeline, jumped))}
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


def _jumps(timeline: Timeline, jumped: Jumps) -> Iterator[tuple[int, Jump]]:
    """For each jump its position, and what there is after it."""
    letters, nodes = FILLED[timeline.sweep.kind], len(timeline.graph)
    ends = [last for _, _, last in passes(timeline)]
    in_order = is_in_order(timeline)
    pending: dict[int, tuple[Any, int]] = {}  # adjoints under way, with the shares that have come
    done = 0
    for first, stop in jumped:
        number = min(bisect_left(ends, stop), len(letters) - 1)
        low, high = 0, nodes
        if in_order:
            reached = [about(timeline[first]), about(timeline[stop - 1])]
            low, high = min(reached), max(reached) + 1
            for step in timeline.steps[done:stop]:
                if step.slot.kind == "adjoint":
                    _, come = pending.get(step.slot.at, (None, 0))  # type: ignore[arg-type]
                    pending[step.slot.at] = step.after, come + (step.op == "add")  # type: ignore[index]
            done = stop
            pending = {node: held for node, held in pending.items() if node < low}
        at = position(stop, jumped) - 1
        under_way = [
            Pending(node, numbers.text(value), come) for node, (value, come) in pending.items()
        ]
        yield at, Jump(letters[number], low, high, under_way)
