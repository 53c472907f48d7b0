"""Two sweeps side by side on one slider, with what differs marked.

- `compare_steps(a, b)`: forward against reverse, right against wrong, yours against expected.
- `differences(a, b)`: for each step, the slots that hold different things.

>>> import adlab
>>> graph = adlab.trace(lambda x: x * x, 3.0)
>>> right = adlab.timeline(graph, "reverse")
>>> wrong = adlab.step(lambda x: x * x, 3.0, sweep="reverse", wrong="overwriting")
>>> pair = adlab.compare_steps(right, wrong, titles=("add", "overwrite"))
>>> pair
<Comparison of add and overwrite: first difference at step 7>
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from functools import cached_property
from html import escape
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.arrays.linear_maps import LinearMap
from adlab.engine.recording.graph import Edge, Graph
from adlab.engine.sweeps.steps import Slot
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.assets import pack_of, page, player_html
from adlab.view.drawn.diagram import picture
from adlab.view.drawn.fit import HALVES, Fitting
from adlab.view.drawn.group_diagram import Album
from adlab.view.drawn.groups import GROUPING_LIMIT
from adlab.view.player.contents import contents
from adlab.view.player.frame import Framed
from adlab.view.player.player import Destination, Player, run_title, still, write
from adlab.view.player.sharing import carries
from adlab.view.replay.jumps import jumps, position
from adlab.view.replay.spec import STEP_LIMIT
from adlab.view.said.graph_texts import edge_numbers, slot_key
from adlab.view.said.templates import WORDS

Key = tuple[Any, ...]  # the kind of a slot, and the labels of its node or of its edge's ends
Pair = tuple[str | None, str | None, str]  # the slot in either picture, and what to call it

_count = itertools.count(1)


def compare_steps(
    a: Timeline | Player,
    b: Timeline | Player,
    *,
    titles: tuple[str, str] | None = None,
    notes: Mapping[int, str] | None = None,
) -> StepComparison:
    """Show two sweeps side by side, on one slider.

    Parameters
    ----------
    a, b : Timeline or Player
        The sweeps; of a Player, the one that it opens. Nodes are matched by their names.
    titles : (str, str), optional
        What to call them; otherwise by what differs: the sweep, the function, or its inputs.
    notes : mapping from int to str, optional
        A line of text in some nodes of the second one, by index.

    Raises
    ------
    TypeError
        One of them is neither.
    ValueError
        A graph is too big for one picture.

    >>> import adlab
    >>> graph = adlab.trace(lambda x, y: x * y, 2.0, 5.0)
    >>> forward, reverse = (adlab.timeline(graph, kind) for kind in ("forward", "reverse"))
    >>> adlab.compare_steps(forward, reverse).first_difference is None
    True
    """
    left, right = _timeline(a), _timeline(b)
    for each in (left, right):
        if len(each.graph) > GROUPING_LIMIT:
            raise ValueError(
                f"compare_steps shows whole graphs, and this one has {len(each.graph)} nodes: "
                f"more than {GROUPING_LIMIT}. Compare a smaller run of the function; adlab.step "
                "shows graphs of any size."
            )
    return StepComparison(left, right, titles or _titles(left, right), notes)


def _titles(a: Timeline, b: Timeline) -> tuple[str, str]:
    """What differs between two sweeps: their names, the functions, the numbers these were given."""
    said = [[run_title(each.graph), each.sweep.name] for each in (a, b)]
    differ = [k for k in (0, 1) if said[0][k] != said[1][k]]
    if not differ:
        return f"{said[0][1]}, once", f"{said[1][1]}, again"
    first, second = (", ".join(side[k] for k in differ) for side in said)
    return first, second


class StepComparison(Framed):
    """Two sweeps on one slider.

    Attributes
    ----------
    timelines : (Timeline, Timeline)
    titles : (str, str)
    """

    def __init__(
        self,
        a: Timeline,
        b: Timeline,
        titles: tuple[str, str],
        notes: Mapping[int, str] | None = None,
        folded: bool = False,
    ) -> None:
        self.timelines = a, b
        self.titles = titles
        left = _Drawn.of(a.graph, folded)
        is_same = a.graph is b.graph and not notes
        self._drawn = left, left if is_same else _Drawn.of(b.graph, folded, notes)
        self._jumped = jumps(max(a, b, key=len)) if folded else []

    @cached_property
    def differences(self) -> list[list[Pair]]:
        """For each step, 0 to the last of the longer sweep, the slots that differ after it."""
        return differences(*self.timelines)

    @property
    def first_difference(self) -> int | None:
        """The first step after which something differs; None if nothing ever does."""
        return next((k for k, pairs in enumerate(self.differences) if pairs), None)

    def __repr__(self) -> str:
        first = self.first_difference
        found = "no difference" if first is None else f"first difference at step {first}"
        return f"<Comparison of {self.titles[0]} and {self.titles[1]}: {found}>"

    @cached_property
    def spec(self) -> dict[str, Any]:
        """The page's data: the specs of two players, and where they differ."""
        sides = [
            {
                "title": _marked(title, each),
                "column": title,
                "spec": _side(each, title, drawn),
            }
            for title, each, drawn in zip(self.titles, self.timelines, self._drawn, strict=True)
        ]
        shown = {position(k, self._jumped): pairs for k, pairs in enumerate(self.differences)}
        differ = {k: pairs for k, pairs in shown.items() if pairs and k <= self.last}
        first = next(iter(differ), None)
        return {
            "words": WORDS,
            "pair": {
                "title": self.title,
                "sides": sides,
                "differ": differ,
                "first": first,
            },
        }

    @property
    def last(self) -> int:
        """The last step of the slider: of many, it takes some at once, or has the first."""
        last = position(max(map(len, self.timelines)), self._jumped)
        return last if self._drawn[0].album else min(last, STEP_LIMIT)

    def _repr_html_(self) -> str:
        return self._html(f"adlab-pair-{next(_count)}")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        html = self._html(f"adlab-pair-{next(_count)}", carries(pack_of(self.spec).name))
        return {"text/html": html, "text/plain": repr(self)}

    def to_html(self, path: Destination = None) -> str:
        """A complete page that works from disk; written to `path` if given."""
        return write(page(self.title, self._html("adlab-page")), path)

    @property
    def title(self) -> str:
        """What is compared."""
        return WORDS["compared"].format(*self.titles)

    @property
    def _above(self) -> str:
        """What is said above both, as HTML."""
        return ""

    def _html(self, identity: str, whole: bool = True) -> str:
        stills = "".join(
            f"<h4>{escape(_marked(title, each))}</h4>\n"
            f"{still(each.graph, {each.sweep.name: each}, *drawn)}\n"
            for title, each, drawn in zip(self.titles, self.timelines, self._drawn, strict=True)
        )
        return player_html(
            identity,
            f'<div class="adlab-still">{self._above}{stills}</div>',
            self.spec,
            carries=whole,
        )


def _marked(title: str, timeline: Timeline) -> str:
    """The title, which says of a sweep that is wrong on purpose that it is."""
    mark = timeline.sweep.mark
    return title if not timeline.sweep.wrong or mark in title else f"{title} {mark}"


def _timeline(shown: Timeline | Player) -> Timeline:
    if isinstance(shown, Player):
        return shown.opened
    if isinstance(shown, Timeline):
        return shown
    raise TypeError(
        f"compare_steps takes timelines or players, and got {type(shown).__name__}. Write for "
        'instance adlab.timeline(adlab.trace(f, 2.0), "reverse"), or adlab.step(f, 2.0).'
    )


class _Drawn(NamedTuple):
    """How a graph is drawn: folded into groups, or in one picture."""

    album: Album | None
    fitting: Fitting | None

    @classmethod
    def of(cls, graph: Graph, folded: bool, notes: Mapping[int, str] | None = None) -> _Drawn:
        return cls(Album(graph), None) if folded else cls(None, Fitting.of(graph, notes))


def _side(timeline: Timeline, title: str, drawn: _Drawn) -> dict[str, Any]:
    name, graph = timeline.sweep.name, timeline.graph
    album, fitting = drawn
    side = contents(
        graph,
        {name: timeline},
        title=title,
        sweep=name,
        album=album,
        fitting=fitting,
        panes=HALVES,
    )
    return side if album else side | {"diagram": picture(graph, fitting=fitting)}


def differences(a: Timeline, b: Timeline) -> list[list[Pair]]:
    """For each step, the slots that hold different things after it.

    A slot is compared once both sweeps have written it equally often; after the last steps of both,
    also one that only one of them has written, if they are sweeps of the same kind.
    """
    sides = [_Side(a), _Side(b)]
    last = max(len(a), len(b))
    found: dict[Key, Pair] = {}
    told: list[list[Pair]] = [[]]
    for k in range(1, last + 1):
        touched = {key for side in sides for key in side.take(k)}
        ended = k == last
        if ended:
            touched = {*sides[0].held, *sides[1].held}
        for key in touched:
            if _differ(sides, key, ended and a.sweep.kind == b.sweep.kind):
                found[key] = (sides[0].slot(key), sides[1].slot(key), sides[0].name(key))
            else:
                found.pop(key, None)
        told.append(list(found.values()))
    return told


class _Side:
    """What one of the sweeps has written so far, by a key that fits both graphs."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.labels = timeline.graph.labels
        self.numbers = edge_numbers(timeline.graph)
        self.held: dict[Key, tuple[int, Any]] = {}  # how often it was written, what it holds
        self.slots: dict[Key, Slot] = {}

    def take(self, k: int) -> Iterator[Key]:
        """Take step `k` (counted from 1), if there is one."""
        if k <= len(self.timeline):
            step = self.timeline[k - 1]
            key = self._key(step.slot)
            self.slots[key] = step.slot
            self.held[key] = (self.held.get(key, (0, None))[0] + 1, step.after)
            yield key

    def _key(self, slot: Slot) -> Key:
        if isinstance(slot.at, Edge):
            operand, consumer, *rest = slot.at
            return (slot.kind, self.labels[operand], self.labels[consumer], *rest)
        return (slot.kind, self.labels[slot.at])

    def slot(self, key: Key) -> str | None:
        """The slot in the picture; where nothing was written, by the node of that name."""
        if key in self.slots:
            return slot_key(self.slots[key], self.numbers)
        if len(key) == 2 and key[1] in self.labels:
            return f"d{self.labels.index(key[1])}"
        return None

    def name(self, key: Key) -> str:
        return " → ".join(str(part) for part in key[1:3])


def _differ(sides: list[_Side], key: Key, missing_counts: bool) -> bool:
    left, right = (side.held.get(key) for side in sides)
    if left is None or right is None:
        return missing_counts
    if left[0] != right[0] and not missing_counts:
        return False
    return not same(left[1], right[1])


def same(a: Any, b: Any) -> bool:
    """Whether two slots hold the same, to 9 digits; linear maps by what they do, and with what."""
    if a is None or b is None:
        return a is b
    if isinstance(a, LinearMap) or isinstance(b, LinearMap):
        if not (isinstance(a, LinearMap) and isinstance(b, LinearMap)) or a.label != b.label:
            return False
        return len(a.data) == len(b.data) and all(map(same, a.data, b.data))
    if np.shape(a) != np.shape(b):
        return False
    return bool(np.allclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True))
