"""Where nodes, edges and partials stand in a pane: fitted by gaps, never by zoom.

- `PANES`: the panes that a page has places for; `HALVES`: those of a page with two pictures.
- `Fitting.of(graph)`: a graph to be fitted; its `fit(pane)` are the `Places` in a pane, in the
  largest class of nodes that fits, and `in_full` those in a picture of its own, as large as needed.

A layout is made once for a class of nodes, with the least distances. Gaps then grow until the pane
is full: text is never scaled. A class does not fit if the least gaps do not, or if the partial of
some edge finds no place on its own edge where it meets nothing else.

>>> import adlab
>>> places = Fitting.of(adlab.trace(lambda x, y: x * y + x, 2.0, 5.0)).fit(PANES[0])
>>> places.sizes.name, len(places.nodes), len(places.lines)
('full', 4, 4)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from adlab.engine.arrays.linear_maps import LinearMap
from adlab.engine.recording.graph import Graph, GraphEdge
from adlab.view.drawn.faces import (
    CLOSE,
    COMPACT,
    DOT,
    FULL,
    MEDIUM,
    NAME,
    TAB,
    TIGHT,
    Bars,
    Face,
    Sizes,
)
from adlab.view.drawn.geometry import Area, Box, Layout, Link, Point, around
from adlab.view.drawn.layout import lay_out
from adlab.view.said.graph_texts import edge_text
from adlab.view.said.letters import measure


class Pane(NamedTuple):
    """A pane of the page, in pixels."""

    width: float
    height: float
    down: bool = False  # from top to bottom, and not from left to right


PANES = (
    Pane(630, 382),
    Pane(878, 382),
    Pane(558, 342),
    Pane(496, 382),
    Pane(496, 342),
    Pane(373, 420, down=True),
)
HALVES = (  # of a page with two pictures side by side
    Pane(638, 262),
    Pane(478, 262),
    Pane(478, 200),
    Pane(356, 262),
    Pane(356, 200),
    Pane(348, 130),
)
MARGIN_X, MARGIN_Y = 12.0, 5.0
MAP = 0.54  # share of the pane that a map may take; the magnifier has the rest
NO_GATES = 26.0  # least distance between ranks where all edges are those of arrays
TWO_SHAPES = 92.0  # and where one of them says two shapes
NARROW = 400.0  # a pane of a phone
WIDEST, TALLEST = 180.0, 70.0  # gaps between ranks, and between the nodes of one
GATE_HEIGHT = 18.0
GATE_LETTER, GATE_ENDS = 7.0, 10.0  # width of a gate: for each character, and beside them
GATE_ONE = 2  # characters of a partial that is 1 or −1: in doors it is left out
ANY_NUMBER, LEAST = 7, 4  # characters
CLEAR = 3.0  # around a gate
ALONG = (0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.25, 0.75, 0.2, 0.8)
PIECE = 3.0  # length of the pieces in which edges are looked at
BAR, BARS, BAR_TEXT = 8.0, 64.0, 48.0  # of a ledger: height of a bar, room for bars and for texts
LEGEND = Box(240, 22)


class Places(NamedTuple):
    """Where everything stands."""

    pane: Pane
    sizes: Sizes
    nodes: tuple[Point, ...]  # centres of the bodies
    lines: tuple[tuple[Point, ...], ...]  # cubic Bézier curves, from the operand to the consumer
    gates: tuple[Point | None, ...]  # of each edge
    ledgers: dict[int, int]  # by node, if there is room: 1 for bars, 2 for bars with numbers
    legend: Point | None  # its left upper corner, where there is room for one

    @property
    def is_map(self) -> bool:
        """Whether partials are left to the magnifier."""
        return self.sizes in (COMPACT, DOT)


class Rooms(NamedTuple):
    """What the nodes of a graph need in a class."""

    bodies: list[Box]
    below: list[float]
    areas: np.ndarray  # that they cover, from their centres
    owners: np.ndarray  # whose each of these is


class Fitting:
    """Nodes and edges to be fitted into panes; each class of nodes is laid out once."""

    def __init__(
        self,
        faces: Sequence[Face],
        ends: Sequence[tuple[int, int]],
        gates: Sequence[int],
        first: Sequence[int] = (),
        engine: str | None = None,
        between: float = 0.0,
        last: Sequence[int] = (),
    ) -> None:
        self.faces, self.first, self.last, self.engine = faces, first, last, engine
        self.between = between  # least distance of ranks, for what is written there
        self.ends = ends  # of each edge: operand and consumer
        self.gates = gates  # characters of each partial; 0 where there is no gate
        self.into: list[list[int]] = [[] for _ in faces]  # numbers of the edges of each node
        self.out: list[list[int]] = [[] for _ in faces]
        for k, (operand, consumer) in enumerate(ends):
            self.into[consumer].append(k)
            self.out[operand].append(k)
        self._layouts: dict[tuple[Sizes, bool], Layout] = {}
        self._rooms: dict[tuple[Sizes, bool], Rooms] = {}

    def rooms(self, sizes: Sizes, down: bool) -> Rooms:
        """What the nodes need in a class."""
        if (sizes, down) not in self._rooms:
            found = [face.areas(sizes, down) for face in self.faces]
            owners = [i for i, areas in enumerate(found) for _ in areas]
            self._rooms[sizes, down] = Rooms(
                [face.body(sizes) for face in self.faces],
                [face.below(sizes) for face in self.faces],
                np.array([area for areas in found for area in areas]).reshape(-1, 4),
                np.array(owners, dtype=int),
            )
        return self._rooms[sizes, down]

    @staticmethod
    def of(
        graph: Graph, notes: Mapping[int, str | Bars] | None = None, roomy: bool = False
    ) -> Fitting:
        """A graph to be fitted; with `roomy`, there is room for any numbers as partials."""
        notes = notes or {}
        faces = [Face.of(graph, node, notes.get(node.index, "")) for node in graph.nodes]
        lengths = {e.edge: gate_length(e, ANY_NUMBER if roomy else 0) for e in graph.edges}
        edges = graph.connections()
        ends = [(edge.operand, edge.consumer) for edge in edges]
        arrays = any(face.raster for face in faces)
        first = () if arrays else graph.inputs  # parameters stand beside what they are used in
        grew = any("grew" in face.looks for face in faces)
        gates = [lengths.get(edge, 0) for edge in edges]
        return Fitting(faces, ends, gates, first, between=TWO_SHAPES if grew else 0.0)

    def fit(self, pane: Pane) -> Places:
        """The places in a pane, in the largest class that fits."""
        for sizes in (FULL,) if pane.down else (FULL, MEDIUM):
            if places := self._places(pane, sizes):
                return places
        on_map = Pane(pane.width, round(MAP * pane.height))
        return self._places(on_map, COMPACT, strict=False) or self._dots(on_map)

    def fit_close(self, pane: Pane) -> Places | None:
        """The places of a part of a graph, with its numbers; None if it has to be scrolled.

        Rather than that, partials are left out that find no place, and in a narrow pane the value
        makes room for the derivative.
        """
        classes = [(FULL, True), (CLOSE, True), (CLOSE, False)]
        if pane.width < NARROW:
            classes += [(TIGHT, False)]
        for sizes, strict in classes:
            if places := self._places(pane, sizes, strict):
                return places
        return None

    @cached_property
    def in_full(self) -> Places:
        """The places of a picture of its own, with gaps as wide as the partials need."""
        panes = [self._pane_for(gap) for gap in (80.0, 120.0, 180.0)]
        for pane in panes:
            if places := self._places(pane, FULL, below=self._ledger_room):
                return places
        places = self._places(panes[1], FULL, strict=False, below=self._ledger_room)
        assert places is not None
        return places

    @property
    def _ledger_room(self) -> float:
        """What the longest ledger needs below the lowest nodes."""
        shares = max(map(len, self.out), default=0)
        return min((BAR + 4) * shares + 8, 60.0) if shares > 1 else 0.0

    def _places(
        self, pane: Pane, sizes: Sizes, strict: bool = True, below: float = 0.0
    ) -> Places | None:
        """The places in a pane, with so much more room below; None if the class does not fit."""
        if not self.faces:
            return Places(pane, sizes, (), (), (), {}, None)
        layout = self._layout(sizes, pane.down)
        spread = Spread.of(layout, pane, sizes)
        if spread is None:
            return None
        centres = [
            (x + dx, y + dy)
            for (x, y), (dx, dy) in zip(
                map(spread.at, layout.boxes),
                [self._offset(i, sizes, pane.down) for i in range(len(self.faces))],
                strict=True,
            )
        ]
        pane = pane._replace(height=pane.height + below)
        ground = Ground(self, centres, sizes, pane)
        ground.route([[spread.at(point) for point in curve.points] for curve in layout.curves])
        if not (ground.place_gates() and ground.is_clear) and strict:
            return None
        return Places(
            pane,
            sizes,
            tuple(centres),
            tuple(ground.lines),
            tuple(ground.gates),
            ground.ledgers() if sizes.below else {},
            ground.legend(),
        )

    def _dots(self, pane: Pane) -> Places:
        """Dots have no text, and so may be as small as it takes: the pane is as large."""
        layout = self._layout(DOT, False)
        scale = max(
            layout.width / (pane.width - 2 * MARGIN_X),
            layout.height / (pane.height - 2 * MARGIN_Y),
            1.0,
        )
        places = self._places(Pane(pane.width * scale, pane.height * scale), DOT, strict=False)
        assert places is not None
        return places._replace(legend=None) if scale > 1 else places

    def _layout(self, sizes: Sizes, down: bool) -> Layout:
        """The layout with the least gaps; if it leads down, x and y are exchanged in it."""
        if (sizes, down) not in self._layouts:
            self._layouts[sizes, down] = lay_out(
                [self._box(i, face, sizes, down) for i, face in enumerate(self.faces)],
                [Link(*ends) for ends in self.ends],
                self.first,
                self.engine,
                last=self.last,
                ranks=self._ranks(sizes),
                nodes=sizes.nodes,
            )
        return self._layouts[sizes, down]

    def _ranks(self, sizes: Sizes) -> float:
        """The least distance between ranks."""
        if sizes is FULL and self.between:
            return self.between
        return sizes.ranks if any(self.gates) else min(sizes.ranks, NO_GATES)

    def _box(self, i: int, face: Face, sizes: Sizes, down: bool) -> Box:
        rooms = self.rooms(sizes, down)
        (width, height), below = rooms.bodies[i], rooms.below[i]
        if down:
            return Box(height + below, width + 2 * (measure(face.name, NAME) + 6))
        height += sizes.above + below
        ports = max(len(self.into[i]), len(self.out[i]))
        return Box(width + self.doors(i, sizes), max(height, ports * min(sizes.ports, 9)))

    def _offset(self, i: int, sizes: Sizes, down: bool) -> Point:
        """From the middle of the room of a node to that of its body."""
        below = self.rooms(sizes, down).below[i]
        if down:
            return 0.0, -below / 2
        return self.doors(i, sizes) / 2, (sizes.above - below) / 2

    def doors(self, i: int, sizes: Sizes) -> float:
        """The room before a node for the partials on the edges into it."""
        if not sizes.doors:
            return 0.0
        longest = max([self.gates[k] for k in self.into[i]], default=0)
        return gate_width(longest) + 6 if longest > GATE_ONE else 0.0

    def _pane_for(self, gap: float) -> Pane:
        """A pane in which ranks have this gap, and nodes twice the least."""
        layout = self._layout(FULL, False)
        rank = (FULL.width + gap) / (FULL.width + FULL.ranks)
        return Pane(layout.width * rank + 2 * MARGIN_X, layout.height * 1.35 + 2 * MARGIN_Y)


def gate_length(edge: GraphEdge, any_number: int = 0) -> int:
    """The characters in the gate of an edge; 0 where it has none: arrays have shapes instead.

    With `any_number`, that many characters, whatever the number.
    """
    partial = edge.partial
    taken = partial.operand_shape if isinstance(partial, LinearMap) else np.shape(partial)
    if taken or edge.shape:
        return 0
    one = type(partial) in (int, float) and abs(partial) == 1.0
    return any_number or (GATE_ONE if one else max(LEAST, len(edge_text(edge))))


def gate_width(length: int) -> float:
    """The width of a gate with a text of that length in it."""
    return GATE_LETTER * length + GATE_ENDS + max(length - ANY_NUMBER, 0)


class Axis(NamedTuple):
    """One axis of a layout: distances between the first and the last centre grow, ends do not."""

    start: float  # where the first centre comes to stand
    first: float
    last: float
    scale: float

    @staticmethod
    def of(
        centres: Sequence[float], length: float, room: float, most: float, margin: float
    ) -> Axis | None:
        """None where the room is too short."""
        first, last = min(centres), max(centres)
        ends = first + length - last
        if length > room:
            return None
        scale = min((room - ends) / (last - first), most) if last > first else 1.0
        start = margin + (room - ends - scale * (last - first)) / 2 + first
        return Axis(start, first, last, scale)

    def at(self, value: float) -> float:
        """Where a value comes to stand."""
        inside = min(max(value, self.first), self.last)
        return self.start + (inside - self.first) * self.scale + value - inside


class Spread(NamedTuple):
    """How the points of a layout become those of a pane: each axis is stretched."""

    axes: tuple[Axis, Axis]
    down: bool

    @staticmethod
    def of(layout: Layout, pane: Pane, sizes: Sizes) -> Spread | None:
        """None where not even the least gaps fit."""
        beside = sizes.height + sizes.above + sizes.below
        most = (
            (sizes.width + WIDEST) / (sizes.width + sizes.ranks),
            (beside + TALLEST) / (beside + sizes.nodes),
        )
        room = (pane.width - 2 * MARGIN_X, pane.height - 2 * MARGIN_Y)
        if pane.down:
            room = room[1], room[0]
        centres = list(zip(*layout.boxes, strict=True))
        margin = (MARGIN_Y, MARGIN_X) if pane.down else (MARGIN_X, MARGIN_Y)
        across = Axis.of(centres[0], layout.width, room[0], most[0], margin[0])
        beneath = Axis.of(centres[1], layout.height, room[1], most[1], margin[1])
        return Spread((across, beneath), pane.down) if across and beneath else None

    def at(self, point: Point) -> Point:
        x, y = (axis.at(value) for axis, value in zip(self.axes, point, strict=True))
        return (y, x) if self.down else (x, y)


class Ground:
    """A pane with nodes on it, and what is put between them: lines, gates, ledgers, a legend."""

    def __init__(self, fitting: Fitting, centres: list[Point], sizes: Sizes, pane: Pane) -> None:
        self.of, self.centres, self.sizes, self.pane = fitting, centres, sizes, pane
        self.needs = fitting.rooms(sizes, pane.down)
        self._whose = self.needs.owners
        self._table = self.needs.areas + np.tile(np.array(centres).reshape(-1, 2), 2)[self._whose]
        self.lines: list[tuple[Point, ...]] = []
        self.looked: list[np.ndarray] = []  # points along each line
        self.gates: list[Point | None] = [None] * len(fitting.ends)
        self._rooms: list[Area] = []  # of the gates
        self.is_clear = True  # whether no line leads over a node, or over a name

    # -- Lines -------------------------------------------------------------------------------------

    def _ports(
        self, edges_of: list[list[int]], ways: list[Point], leaving: bool
    ) -> dict[int, Point]:
        """Where edges leave or reach their nodes: side by side, in the order of their ways."""
        across = 0 if self.pane.down else 1
        found: dict[int, Point] = {}
        for i, edges in enumerate(edges_of):
            order = sorted([(ways[k][across], k) for k in edges])
            step = self._step(i, edges, leaving)
            for place, (_, k) in enumerate(order):
                found[k] = self._port(i, (place - (len(order) - 1) / 2) * step, leaving)
        return found

    def _step(self, i: int, edges: list[int], leaving: bool) -> float:
        """The distance of the ports on one side of a node."""
        if not leaving and self._has_doors(edges):
            return self.sizes.ports
        width, height = self.needs.bodies[i]
        side = width if self.pane.down else height
        return min(self.sizes.ports, 13.0, (side - 8) / max(len(edges) - 1, 1))

    def _port(self, i: int, shift: float, leaving: bool) -> Point:
        (x, y), (width, height) = self.centres[i], self.needs.bodies[i]
        if self.pane.down:
            bottom = y + height / 2 + self.needs.below[i]
            return x + shift, bottom if leaving else y - height / 2
        return x + width / 2 if leaving else x - width / 2 - self.of.doors(i, self.sizes), y + shift

    def _has_doors(self, edges: list[int]) -> bool:
        return self.sizes.doors and any(self.of.gates[k] > GATE_ONE for k in edges)

    def route(self, curves: list[list[Point]]) -> None:
        """A line for each edge: the simple one where it meets no node, else that of the layout."""
        self.starts = self._ports(self.of.out, [curve[2] for curve in curves], True)
        self.ends = self._ports(self.of.into, [curve[-3] for curve in curves], False)
        for k, (operand, consumer) in enumerate(self.of.ends):
            start, end = self.starts[k], self.ends[k]
            ways = [
                _simple(start, end, self.pane.down),
                _round(start, curves[k], end, self.pane.down),
            ]
            looked = [along(way) for way in ways]
            met = [self._met(points, operand, consumer) for points in looked]
            best = 0 if met[0] <= met[1] else 1
            line, points = ways[best], looked[best]
            if self.sizes.doors and (inside := self._behind_door(consumer, end)) != end:
                line = (*line, (end[0] + 6, end[1]), (inside[0] - 6, inside[1]), inside)
                points = along(line)
            self.lines.append(line)
            self.looked.append(points)
            self.is_clear &= not self._met(points, operand, consumer, margin=-1.0)
        self._points = np.concatenate([*self.looked, np.zeros((0, 2))])
        self._point_owners = np.repeat(range(len(self.looked)), [len(p) for p in self.looked])

    def _behind_door(self, i: int, end: Point) -> Point:
        """Where an edge reaches the body, straight on through its door."""
        (x, y), (width, height) = self.centres[i], self.needs.bodies[i]
        return x - width / 2, min(max(end[1], y - height / 2 + 5), y + height / 2 - 5)

    def _met(self, points: np.ndarray, *ends: int, margin: float = CLEAR) -> int:
        """How many of the points lie on nodes that are not these, or closer than the margin."""
        others = self._table[~np.isin(self._whose, ends)]
        return int(within(points, others, margin).any(axis=1).sum()) if len(others) else 0

    # -- Gates -------------------------------------------------------------------------------------

    def place_gates(self) -> bool:
        """Put each partial on its own edge; whether none meets anything else."""
        if self.sizes not in (FULL, CLOSE):
            if self.sizes.doors:
                self._place_at_doors()
            return True
        free = True
        # The shortest first: they have the least choice.
        for k in sorted(range(len(self.lines)), key=lambda k: len(self.looked[k])):
            if length := self.of.gates[k]:
                free &= self._place_gate(k, Box(gate_width(length), GATE_HEIGHT))
        return free

    def _place_gate(self, k: int, size: Box) -> bool:
        points, (width, height) = self.looked[k], size
        others = self._points[self._point_owners != k]
        fewest: tuple[int, Point] | None = None
        for share in ALONG:
            x, y = map(float, points[round(share * (len(points) - 1))])
            area = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            met = 8 * self._boxes_met(area) + int(within(others, np.array([area]), 1.5).sum())
            if fewest is None or met < fewest[0]:
                fewest = met, (x, y)
            if not met:
                break
        assert fewest is not None
        if fewest[0] and self.sizes is CLOSE:  # rather none than one that hides something
            return False
        self.gates[k] = fewest[1]
        x, y = fewest[1]
        room = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        self._rooms.append(room)
        return not fewest[0]

    def _boxes_met(self, area: Area) -> int:
        """How many nodes, names, gates and ledgers an area meets."""
        left, top, right, bottom = area
        met = (self._table[:, 0] < right) & (left < self._table[:, 2])
        met &= (self._table[:, 1] < bottom) & (top < self._table[:, 3])
        others = [
            each
            for each in self._rooms
            if each[0] < right and left < each[2] and each[1] < bottom and top < each[3]
        ]
        return int(met.sum()) + len(others)

    def _place_at_doors(self) -> None:
        for k, (_, consumer) in enumerate(self.of.ends):
            if self.of.gates[k] > GATE_ONE:
                (x, y), width = self.ends[k], gate_width(self.of.gates[k])
                at = x + self.of.doors(consumer, self.sizes) - 3 - width / 2, y
                self.gates[k] = at
                self._rooms.append(around(at, Box(width, GATE_HEIGHT)))

    # -- What there may be room for ----------------------------------------------------------------

    def ledgers(self) -> dict[int, int]:
        """Nodes with several shares that have room for a ledger: 1 for bars, 2 with numbers."""
        found = {}
        for i, (face, (x, y)) in enumerate(zip(self.of.faces, self.centres, strict=True)):
            shares = len(self.of.out[i])
            if shares < 2 or face.raster:
                continue
            width, height = self.needs.bodies[i]
            top = y + height / 2 + TAB + 4
            for kind, wide in ((2, BARS + BAR_TEXT), (1, BARS)):
                left = x - width / 2
                area = (left, top, left + wide, top + shares * (BAR + 4) + 4)
                if self._is_free(area):
                    found[i] = kind
                    self._rooms.append(area)
                    break
        return found

    def legend(self) -> Point | None:
        """The corner that is empty, if one is."""
        wide, high = LEGEND
        right, bottom = self.pane.width - wide - 6, self.pane.height - high - 4
        for left, top in ((right, 4.0), (6.0, 4.0), (right, bottom), (6.0, bottom)):
            if self._is_free((left, top, left + wide, top + high)):
                return left, top
        return None

    def _is_free(self, area: Area) -> bool:
        left, top, right, bottom = area
        if left < 0 or top < 0 or right > self.pane.width or bottom > self.pane.height:
            return False
        if self._boxes_met(area):
            return False
        return not within(self._points, np.array([area]), CLEAR).any()


def _simple(start: Point, end: Point, down: bool) -> tuple[Point, ...]:
    """The curve that leaves and arrives straight."""
    (x, y), (u, v) = start, end
    if down:
        bend = max(abs(v - y) / 2, 8.0)
        return start, (x, y + bend), (u, v - bend), end
    bend = max(abs(u - x) / 2, 8.0)
    return start, (x + bend, y), (u - bend, v), end


def _round(start: Point, curve: Sequence[Point], end: Point, down: bool) -> tuple[Point, ...]:
    """The way of the layout around nodes, which leaves and arrives straight, too."""
    axis = 1 if down else 0

    def straight(at: Point, near: Point) -> Point:
        moved = list(at)
        moved[axis] += 0.6 * (near[axis] - at[axis])
        return moved[0], moved[1]

    return (start, straight(start, curve[3]), *curve[2:-2], straight(end, curve[-4]), end)


def along(line: Sequence[Point]) -> np.ndarray:
    """Points along a line of cubic Bézier curves, at equal distances of about 3 px."""
    ends = np.array(line)
    pieces = []
    for k in range(0, len(ends) - 1, 3):
        a, b, c, d = ends[k : k + 4]
        length = float(np.abs(np.diff(ends[k : k + 4], axis=0)).sum())
        t = np.linspace(0.0, 1.0, max(2, int(length / 2)))[:, None]
        pieces.append(
            (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t * t * c + t**3 * d
        )
    fine = np.concatenate(pieces)
    far = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(fine, axis=0).T))])
    wanted = np.linspace(0.0, far[-1], max(2, int(far[-1] / PIECE)))
    return np.stack(
        [np.interp(wanted, far, fine[:, 0]), np.interp(wanted, far, fine[:, 1])], axis=1
    )


def within(points: np.ndarray, areas: np.ndarray, margin: float) -> np.ndarray:
    """For each point and each area, whether it lies in it, or closer than the margin."""
    x, y = points[:, :1], points[:, 1:]
    return np.asarray(
        (areas[:, 0] - margin < x)
        & (x < areas[:, 2] + margin)
        & (areas[:, 1] - margin < y)
        & (y < areas[:, 3] + margin)
    )
