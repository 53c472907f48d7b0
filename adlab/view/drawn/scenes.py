"""A graph in groups as one picture: what the page shows of it at some steps of a sweep.

- `draw_scenes(album, timeline, shown)`: a Drawing of some frames.
- `stops(album, timeline, most)`: the steps at which something else comes to be shown.

A scene is the picture of one group. If that is the turn of a loop, the lanes of all turns are
below it; if functions are called in it, the body of one call is. All groups of a shape have one
drawing, so each shape is drawn once, in the numbers of its own boxes, and filled with what the
group that is shown at a time holds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import numpy as np

from adlab.engine.sweeps.timeline import Timeline
from adlab.view.drawn.drawing import Drawing, fill_frames, variants
from adlab.view.drawn.faces import Face
from adlab.view.drawn.group_diagram import Album, Shown, circled
from adlab.view.drawn.groups import Group
from adlab.view.drawn.lanes import AXIS, BETWEEN, HEIGHT, WIDE, Row, axis, chart, lane
from adlab.view.drawn.loops import SHOWN, Carried, by_adjoint, carried
from adlab.view.drawn.svg import add_look, as_text, box, moved, shape, written
from adlab.view.replay.frames import UNSET, Frame
from adlab.view.replay.jumps import about
from adlab.view.replay.listing import listing
from adlab.view.replay.spec import Function
from adlab.view.said.letters import measure
from adlab.view.said.templates import GROUPS, WORDS

POINTS = 400  # of a line; of more turns some are left out
FEWER_POINTS = 100  # of a line in a picture that moves
CHIPS = 8  # calls that have a button each
NARROWEST, SIDE = 620.0, 14.0  # width, and margin
TRAIL, HEAD = 30.0, 38.0  # heights of the lines above a picture, and above a body
CARDS = 4  # behind the turn of a loop


class View(NamedTuple):
    """What is shown at a step: the picture of a group, and the body of a call in it, or -1."""

    open: int
    call: int


class Boxes(NamedTuple):
    """The boxes of the picture of a group that show values, and its lines, by their numbers."""

    shown: list[Shown]
    nodes: list[int]
    edges: list[int]


class Watched:
    """What is shown of a graph in groups during a sweep."""

    def __init__(
        self, album: Album, timeline: Timeline, adjoints: Mapping[int, Any] | None = None
    ) -> None:
        self.album, self.timeline, self.adjoints = album, timeline, adjoints or {}
        self.groups = album.groups
        self._carried: dict[int, list[Carried]] = {}
        self.owner: dict[int, Group] = {}
        for group in self.groups:
            for item in group.items:
                if not isinstance(item, Group):
                    self.owner[item] = group

    def path(self, node: int) -> list[Group]:
        """The groups around a node, the innermost first."""
        found, at = [], self.owner.get(node)
        while at:
            found.append(at)
            at = at.up
        return found

    @cached_property
    def helpers(self) -> list[int]:
        """The calls in the picture that is shown, unless that is the turn of a loop."""
        opened = self.album.opens
        if opened.kind == "loop":
            return []
        closed = [item for item in opened.items if isinstance(item, Group)]
        return [group.index for group in closed if self.album.is_helper(group)]

    @cached_property
    def views(self) -> list[View]:
        """What is shown after each number of steps."""
        opened = self.album.opens
        turns = [item.index for item in opened.items if isinstance(item, Group)]
        view = View(turns[0], -1) if opened.kind == "loop" else View(opened.index, -1)
        if self.helpers:
            view = view._replace(call=self.helpers[0])
        found = [view]
        known: dict[int, View] = {}
        for step in self.timeline:
            node = about(step)
            if node not in known:
                known[node] = self._at(node, opened)
            new = known[node]
            view = View(*(old if n < 0 else n for n, old in zip(new, view, strict=True)))
            found.append(view)
        return found

    def _at(self, node: int, opened: Group) -> View:
        """The view of a node; -1 for what it says nothing of."""
        around = self.path(node)
        if opened not in around:
            return View(-1, -1)
        inside = around[: around.index(opened)]
        if opened.kind == "loop":
            return View(inside[-1].index if inside else -1, -1)
        calls = [group for group in inside if self.album.is_helper(group)]
        if not self.helpers or not calls:
            return View(opened.index, -1)
        same = [group for group in calls if group.title == calls[-1].title]
        return View(opened.index, same[0].index)

    @cached_property
    def lanes(self) -> list[Carried]:
        """The names that have lanes."""
        opened = self.album.opens
        if opened.kind != "loop":
            return []
        return by_adjoint(self.carried(opened), self.adjoints)[:SHOWN]

    def carried(self, loop: Group) -> list[Carried]:
        """All names that a loop carries."""
        if loop.index not in self._carried:
            self._carried[loop.index] = carried(self.album.graph, loop)
        return self._carried[loop.index]

    def turns(self) -> list[Group]:
        opened = self.album.opens
        return [item for item in opened.items if isinstance(item, Group)]

    def definition(self, name: str) -> str:
        """The line that defines a function."""
        found = (each.lines for each in self._functions if each.name == name and each.lines)
        return next(found, [name])[0].strip()

    @cached_property
    def _functions(self) -> Sequence[Function]:
        return listing(self.album.graph).functions

    def alike(self, call: int) -> list[int]:
        """The calls with the same body, in their order."""
        key = self.groups[call].title, self.album.bodies[call], len(self.boxes(call).nodes)
        return [
            group.index
            for group in self.groups
            if self.album.is_helper(group)
            and (group.title, self.album.bodies[group.index], len(self.boxes(group.index).nodes))
            == key
        ]

    def boxes(self, group: int) -> Boxes:
        """What of the picture of a group shows values."""
        shown = [each for each in self.album.boxes[group] if each.node >= 0 and each.role != "out"]
        return Boxes(shown, [each.node for each in shown], self.album.singles(group))

    def held(self, ks: Sequence[int], nodes: set[int]) -> list[dict[str, float]]:
        """What some nodes hold after some numbers of steps, in slots such as "v3" and "d3"."""
        wanted, found, now = set(ks), {}, dict[str, float]()
        for k, step in enumerate([None, *self.timeline]):
            if step and step.slot.kind in LETTERS and step.slot.at in nodes:
                now[f"{LETTERS[step.slot.kind]}{step.slot.at}"] = size_of(step.after)
            if k in wanted:
                found[k] = dict(now)
        return [found[k] for k in ks]


LETTERS = {"value": "v", "tangent": "d", "adjoint": "d"}


def size_of(value: Any) -> float:
    """A number itself, and the norm of an array."""
    return float(np.linalg.norm(value)) if np.ndim(value) else float(value)


def stops(album: Album, timeline: Timeline, first: int, last: int, most: int) -> list[int]:
    """The steps from `first` to `last`; of very many those that end a turn or a call, or some."""
    steps = list(range(first, last + 1))
    if len(steps) <= most:
        return steps
    views = Watched(album, timeline).views
    ends = [k for k in steps[1:-1] if views[k] != views[k + 1]] or steps[1:-1]
    some = [ends[n * len(ends) // (most - 2)] for n in range(most - 2)]
    return sorted({first, *some, last})


def draw_scenes(
    album: Album, timeline: Timeline, shown: Sequence[Frame], adjoints: Mapping[int, Any]
) -> Drawing:
    """Draw what the page shows of a graph in groups; see `drawing.draw`.

    `adjoints` say which of many names that a loop carries have a line.

    Raises
    ------
    ValueError
        The picture of a group has been left out, since there are too many.
    """
    return _Scenes(Watched(album, timeline, adjoints), shown).draw()


class _Scenes:
    """Scenes one above the other, as they are drawn."""

    def __init__(self, watched: Watched, frames: Sequence[Frame]) -> None:
        self.watched, self.album, self.frames = watched, watched.album, frames
        self.views = [watched.views[frame.k] for frame in frames]
        self.root = shape("svg", "diagram")
        self.drawing = Drawing(self.root, (0.0, 0.0, 0.0, 0.0), len(frames))
        self.width = NARROWEST

    def draw(self) -> Drawing:
        opened = [view.open for view in self.views]
        calls = [view.call for view in self.views]
        roots = {album_shape: self._root(album_shape) for album_shape in self._shapes(opened)}
        bodies = {album_shape: self._root(album_shape) for album_shape in self._shapes(calls)}
        self.root.attrib |= {
            name: text
            for name, text in next(iter(roots.values())).attrib.items()
            if not name.startswith("data-") and name not in ("viewBox", "width", "height")
        }
        wide = [_size(root)[0] for root in (*roots.values(), *bodies.values())]
        self.width = max(NARROWEST, *(each + 4 * SIDE for each in wide))
        y = self._trail()
        y = self._pictures(roots, opened, y)
        if self.watched.lanes:
            y = self._lanes(y + 8)
        if bodies:
            y = self._card(bodies, calls, y + 6)
        return replace(self.drawing, area=(0.0, 0.0, self.width, y + 6))

    def _shapes(self, groups: Sequence[int]) -> list[int]:
        return list(dict.fromkeys(self.album.shapes[group] for group in groups if group >= 0))

    def _root(self, number: int) -> Element:
        if number < 0:
            raise ValueError(WORDS["too big"].format(n=len(self.album.graph)))
        return self.album.drawing(number)

    def put(self, parent: Element, made: Mapping[int, Element]) -> None:
        """What is shown at times; what is the same at several is drawn once."""
        times: dict[str, list[int]] = {}
        kept: dict[str, Element] = {}
        for time, part in made.items():
            key = as_text(part)
            times.setdefault(key, []).append(time)
            kept.setdefault(key, part)
        for key, part in kept.items():
            parent.append(self.drawing.show(part, times[key]))

    # -- Above ------------------------------------------------------------------------------------

    def _trail(self) -> float:
        """Where the picture is: the names of the groups around it."""
        said = {time: self._place(view.open) for time, view in enumerate(self.views)}
        if not any(said.values()):
            return 4.0
        self.put(
            self.root,
            {time: written(text, "trail", SIDE, 20) for time, text in said.items() if text},
        )
        return TRAIL

    def _place(self, index: int) -> str:
        group: Group | None = self.watched.groups[index]
        names = []
        while group and group.up:
            names.append(self._name(group))
            group = group.up
        return " › ".join(reversed(names))

    def _name(self, group: Group) -> str:
        if group.kind == "call" and self.album.is_helper(group):
            return f"{group.title} {circled(group.number)}"
        if group.kind == "turn":
            turns = self.watched.turns()
            return GROUPS["turn of"].format(n=group.number, of=f"{turns[-1].number:,}")
        return group.title

    # -- The pictures of groups -------------------------------------------------------------------

    def _pictures(self, roots: dict[int, Element], groups: Sequence[int], top: float) -> float:
        """The pictures of some groups in one place, each at its times; returns where they end."""
        high = max(_size(root)[1] for root in roots.values())
        for number, root in roots.items():
            times = [t for t, g in enumerate(groups) if g >= 0 and self.album.shapes[g] == number]
            width, height = _size(root)
            at = moved((self.width - width) / 2, top + (high - height) / 2)
            place = shape("g", "scene", {"transform": at})
            self._fill(root, [g if t in times else -1 for t, g in enumerate(groups)])
            place.extend(list(root))
            self.root.append(self.drawing.show(place, times))
        return top + high

    def _fill(self, root: Element, groups: Sequence[int]) -> None:
        """Write into the drawing of a shape what the group that is shown at each time holds."""
        boxes = {group: self.watched.boxes(group) for group in groups if group >= 0}
        local = [
            localized(frame, boxes[group]) if group >= 0 else None
            for frame, group in zip(self.frames, groups, strict=True)
        ]
        fill_frames(self.drawing, root, local)
        parts = _valued(root)
        for i, part in enumerate(parts):
            shown = [boxes[group].shown[i] if group >= 0 else None for group in groups]
            self._dress(part, shown, groups)
        bundles = [part for part in root if part.get("class") == "adlab-bundle"]
        for n, part in enumerate(bundles):
            self._bundle(part, n, groups)
        first = next(group for group in groups if group >= 0)
        if self.album.groups[first].kind == "turn":
            self._turn(root, parts, groups)

    def _dress(self, part: Element, shown: Sequence[Shown | None], groups: Sequence[int]) -> None:
        """The names on a box, and of a closed group how far it is done."""
        texts = [
            _texts(self.album, each, self._before(each, group)) if each else None
            for each, group in zip(shown, groups, strict=True)
        ]
        for n, look in enumerate(("glyph", "label", "note")):
            text = next(
                (e for e in part if e.get("class", "").split()[:1] == [f"adlab-{look}"]), None
            )
            if text is not None:
                states = self._times([each[n] if each else "" for each in texts])
                variants(self.drawing, part, text, states, _write)
        for bar in part.findall("rect[@class='adlab-done-bar']"):
            done = [
                self._done(frame, each.group) if each and each.group else 0.0
                for frame, each in zip(self.frames, shown, strict=True)
            ]
            width = float(
                next(e for e in part if "adlab-box" in e.get("class", "").split()).get("width", "0")
            )
            bars = self._times([f"{(width - 2) * share:.0f}" if share else "" for share in done])
            variants(self.drawing, part, bar, bars, lambda made, held: made.set("width", held))
        for log in [each for each in part if each.get("class", "").startswith("adlab-log")]:
            part.remove(log)

    def _times(self, held: Sequence[str]) -> dict[str, frozenset[int]]:
        found: dict[str, set[int]] = {}
        for time, each in enumerate(held):
            if each:
                found.setdefault(each, set()).add(time)
        return {each: frozenset(times) for each, times in found.items()}

    def _before(self, each: Shown, group: int) -> str:
        """Where what comes in comes from, if that is the turn before."""
        number = self.album.groups[group].number
        is_turn = self.album.groups[group].kind == "turn" and number > 1
        if is_turn and any(each.node == name.entering[number - 1] for name in self._carried(group)):
            return GROUPS["from turn"].format(n=number - 1)
        return GROUPS["in"]

    def _carried(self, turn: int) -> Sequence[Carried]:
        loop = self.album.groups[turn].up
        return self.watched.carried(loop) if loop else ()

    def _done(self, frame: Frame, group: Group) -> float:
        letter = "d" if frame.phase == "backward pass" or frame.derivative == "tangent" else "v"
        inside = range(group.first, group.stop)
        return sum(frame.texts[f"{letter}{n}"].strip(UNSET) != "" for n in inside) / len(inside)

    def _bundle(self, part: Element, n: int, groups: Sequence[int]) -> None:
        """A line for many edges is lit with any of them."""

        def look(time: int) -> str:
            group, frame = groups[time], self.frames[time]
            if group < 0:
                return ""
            lit = frame.edges & set(self.album.bundles(group)[n].edges)
            return f"now on-{frame.accent}" if lit else "plain"

        states = self._times([look(time) for time in range(len(groups))])
        variants(self.drawing, part, part[0], states, add_look)

    def _turn(self, root: Element, parts: Sequence[Element], groups: Sequence[int]) -> None:
        """The card around the nodes of a turn, with those of other turns behind it."""
        areas = [_area(part) for part in parts if "adlab-port" not in part.get("class", "")]
        if not areas:
            return
        height = _size(root)[1]
        left, top = (min(area[n] for area in areas) for n in (0, 1))
        right, bottom = (max(area[n] for area in areas) for n in (2, 3))
        y = max(top - 24, 2)
        size = (right - left + 28, min(bottom + 14, height - 2) - y)
        for n in range(CARDS):
            far = 3 * (CARDS - n)
            root.insert(n, box("turn-behind", left - 14 + far, y - far / 1.5, *size, 10))
        look = self.frames[0].derivative
        root.insert(CARDS, box(f"turn-card of-{look}", left - 14, y, *size, 10))
        last = self.watched.turns()[-1].number
        exits = [part for part in root if "adlab-exit" in part.get("class", "").split()]
        for part in exits[:1]:
            numbers = [self.album.groups[g].number if g >= 0 else last for g in groups]
            onward = [GROUPS["to turn"].format(n=n + 1) if n < last else "" for n in numbers]
            text = next(each for each in part if each.tag == "text")
            text.attrib |= {"x": "10", "y": "-10", "text-anchor": "end"}
            variants(self.drawing, part, text, self._times(onward), _write)

    # -- Lanes ------------------------------------------------------------------------------------

    def _lanes(self, top: float) -> float:
        """The lines of the names that the loop carries, over all turns."""
        watched, last = self.watched, len(self.watched.timeline)
        names, turns = watched.lanes, watched.turns()
        nodes = {n for name in names for n in (*name.entering, *name.leaving)}
        *now, end = watched.held([*[frame.k for frame in self.frames], last], nodes)
        numbers = [turn.number for turn in turns]
        rows = [(name, letter) for name in names for letter in self._letters]
        place = shape("g", "lanes", {"transform": moved(0, top)})
        self.root.append(place)
        which = {turn.index: n for n, turn in enumerate(turns, start=1)}
        at = [which[view.open] for view in self.views]
        self.put(place, {t: self._axis(numbers, n, len(rows)) for t, n in enumerate(at)})
        for r, (name, letter) in enumerate(rows):
            row = shape("g", "", {"transform": moved(0, HEIGHT * r)})
            place.append(row)
            self.put(
                row,
                {
                    t: lane(
                        self._row(name, letter, held, end),
                        numbers,
                        at[t],
                        self.width,
                        self._points(len(turns), at[t]),
                    )
                    for t, held in enumerate(now)
                },
            )
        return top + HEIGHT * len(rows) + AXIS

    def _axis(self, numbers: Sequence[int], turn: int, rows: int) -> Element:
        look = f"of-{self.frames[0].derivative}"
        return shape("g", look, None, *axis(numbers, turn, rows, self.width))

    def _points(self, count: int, turn: int) -> list[int]:
        """The turns that have a point: each so many, the last, and the one that is shown."""
        each = max(1, math.ceil(count / (POINTS if len(self.frames) == 1 else FEWER_POINTS)))
        return sorted({*range(1, count + 1, each), turn, count})

    @property
    def _letters(self) -> str:
        return "vd" if self.frames[0].derivative != "value" else "v"

    def _row(self, name: Carried, letter: str, now: dict[str, float], end: dict[str, float]) -> Row:
        derivative = self.frames[0].derivative
        is_value = letter == "v"
        nodes = name.leaving if is_value or derivative == "tangent" else name.entering
        look = "value" if is_value else derivative
        notes = {**WORDS, "adjoint": GROUPS["so far"]}
        mark = {"tangent": "\u0307", "adjoint": "\u0304"}.get(derivative, "")
        return Row(
            name.name if is_value else name.name[0] + mark + name.name[1:],
            notes[look],
            look,
            [end.get(f"{letter}{n}", math.nan) for n in nodes],
            [now.get(f"{letter}{n}", math.nan) for n in nodes],
        )

    # -- The body of a function -------------------------------------------------------------------

    def _card(self, bodies: dict[int, Element], calls: Sequence[int], top: float) -> float:
        """The body of the call that is shown, with the numbers of all calls below its nodes."""
        for number, root in bodies.items():
            self._charts(root, [g if self.album.shapes[g] == number else -1 for g in calls])
        place = shape("g", "", {"transform": moved(0, top)})
        self.root.append(place)
        bottom = self._pictures(bodies, calls, top + HEAD)
        look = f"card of-{self.frames[0].derivative}"
        place.append(box(look, SIDE, 0, self.width - 2 * SIDE, bottom - top + 4, 12))
        self.put(place, {time: self._head(call) for time, call in enumerate(calls)})
        return bottom + 6

    def _head(self, call: int) -> Element:
        """The line that defines the function, and which call it is."""
        group = self.album.groups[call]
        same = sorted(
            (
                each
                for each in self.album.groups
                if each.kind == "call" and each.title == group.title
            ),
            key=lambda each: each.number,
        )
        line = self.watched.definition(group.title)
        head = shape("g", f"card-head of-{self.frames[0].derivative}", None)
        head.append(written(line, "code", 2 * SIDE, 24))
        note = GROUPS["drawn once"].format(n=len(same))
        head.append(written(note, "card-note", 2 * SIDE + measure(line, 12.5) * 1.05 + 16, 24))
        right = self.width - 2 * SIDE
        if len(same) > CHIPS:
            said = GROUPS["call"].format(n=group.number, of=len(same))
            head.append(written(said, "card-note", right, 24, text_anchor="end"))
            return head
        for n, each in enumerate(reversed(same)):
            x = right - 34 * (n + 1)
            now = " chip-now" if each is group else ""
            head.append(box(f"chip{now}", x, 6, 30, 26, 7))
            text = written(circled(each.number), f"chip-text{now}", x + 15, 24)
            text.set("text-anchor", "middle")
            head.append(text)
        return head

    def _charts(self, root: Element, calls: Sequence[int]) -> None:
        """Under each node its value and derivative in all calls."""
        shown = next(call for call in calls if call >= 0)
        all_calls = self.watched.alike(shown)
        nodes = [self.watched.boxes(call).nodes for call in all_calls]
        last = len(self.watched.timeline)
        *now, end = self.watched.held(
            [*[frame.k for frame in self.frames], last], {n for each in nodes for n in each}
        )
        for i, part in enumerate(_valued(root)):
            wide = len(self._letters) * (WIDE + BETWEEN) - BETWEEN
            y = _area(part)[3] - _area(part)[1] - _high(part) / 2 + 4
            place = shape("g", "", {"transform": moved(-wide / 2, y)})
            part.append(place)
            for n, letter in enumerate(self._letters):
                at = shape("g", "", {"transform": moved(n * (WIDE + BETWEEN), 0)})
                place.append(at)
                self.put(
                    at,
                    {
                        time: chart(
                            self._bars(letter, [each[i] for each in nodes], now[time], end),
                            all_calls.index(call),
                        )
                        for time, call in enumerate(calls)
                        if call in all_calls
                    },
                )

    def _bars(
        self, letter: str, nodes: Sequence[int], now: dict[str, float], end: dict[str, float]
    ) -> Row:
        look = "value" if letter == "v" else self.frames[0].derivative
        held = [[slots.get(f"{letter}{n}", math.nan) for n in nodes] for slots in (end, now)]
        return Row("", "", look, *held)


# -- A frame in the numbers of a picture ----------------------------------------------------------


def localized(frame: Frame, boxes: Boxes) -> Frame:
    """A frame in the numbers of the boxes and lines of one picture."""
    place = {node: i for i, node in enumerate(boxes.nodes)}
    line = {edge: k for k, edge in enumerate(boxes.edges)}
    written_at = frame.written
    where: Mapping[int, int] = line if written_at[:1] == "p" else place
    at = where.get(int(written_at[1:]), -1) if written_at else -1
    node = place.get(frame.node, -1)
    if node < 0:  # in a closed group
        inside = (
            i for i, each in enumerate(boxes.shown) if each.group and each.group.holds(frame.node)
        )
        node = next(inside, -1)

    def some(held: Mapping[int, Any]) -> dict[int, Any]:
        return {i: held[node] for node, i in place.items() if node in held}

    texts = {
        f"{letter}{i}": frame.texts[f"{letter}{n}"] for n, i in place.items() for letter in "vd"
    }
    texts |= {f"p{k}": frame.texts.get(f"p{edge}", "") for edge, k in line.items()}
    previews = {
        f"{letter}{i}": frame.previews[f"{letter}{n}"]
        for n, i in place.items()
        for letter in "vd"
        if f"{letter}{n}" in frame.previews
    }
    return frame._replace(
        texts=texts,
        signs=some(frame.signs),
        previews=previews,
        tags=some(frame.tags),
        written=f"{written_at[0]}{at}" if at >= 0 else "",
        node=node,
        reads=frozenset(place[n] for n in frame.reads if n in place),
        edges=frozenset(line[n] for n in frame.edges if n in line),
        visited=frozenset(place[n] for n in frame.visited if n in place),
        travelled=frozenset(line[n] for n in frame.travelled if n in line),
        flows={line[n]: flow for n, flow in frame.flows.items() if n in line},
        ledgers={},
        waits=some(frame.waits),
    )


def _texts(album: Album, each: Shown, source: str) -> tuple[str, str, str]:
    """What a box says: in it, above it, below it."""
    if each.role == "node":
        face = Face.of(album.graph, album.graph.nodes[each.node])
        return face.glyph, face.name, ""
    name, above, note = album.texts(each)
    return (name, source, "") if each.role == "in" else (name, above, note)


def _valued(root: Element) -> list[Element]:
    """The boxes of a picture that show values."""
    others = {"adlab-exit", "adlab-more"}
    return [
        e for e in root if "data-node" in e.attrib and not others & {*e.get("class", "").split()}
    ]


def _write(part: Element, held: str) -> None:
    part.text = held


def _size(root: Element) -> tuple[float, float]:
    return float(root.get("width", "0")), float(root.get("height", "0"))


def _high(part: Element) -> float:
    return _body(part)[3]


def _body(part: Element) -> tuple[float, float, float, float]:
    found = next(each for each in part if "adlab-box" in each.get("class", "").split())
    x, y, width, height = (float(found.get(name, "0")) for name in ("x", "y", "width", "height"))
    return x, y, width, height


def _area(part: Element) -> tuple[float, float, float, float]:
    """What a box covers, with its tab."""
    x, y = map(
        float, part.get("transform", "").removeprefix("translate(").removesuffix(")").split()
    )
    left, top, width, height = _body(part)
    tab = 0.0 if part.find("g[@data-preview]") is not None else 22.0
    return x + left, y + top, x + left + width, y + top + height + tab
