"""What nodes look like: their sizes in each class, and the drawing of one in full.

- `FULL`, `MEDIUM`, `COMPACT`, `DOT`: the classes of nodes, from the largest; `CLOSE` is that of the
  parts of a graph, which stand beside others.
- `Bars`: numbers that are drawn below a node.
- `Face`: what there is to draw of a node, and how much room it takes in a class.

A node is drawn once, in full. The other classes leave things out of that, which is left to CSS. A
node in full shows its operation and value, its derivative on a tab below, its name above, how many
shares it has of those that it waits for, and below the tab the ledger in which they add up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element

from adlab.engine.recording.graph import Graph, Node
from adlab.view.drawn.geometry import Area, Box, Point
from adlab.view.drawn.svg import box, moved, plain, shape, written
from adlab.view.said import arrays
from adlab.view.said.graph_texts import at_kink
from adlab.view.said.letters import measure, shorten
from adlab.view.said.maps import stretched


class Sizes(NamedTuple):
    """A class of nodes, in pixels."""

    name: str
    width: float  # of the body
    height: float
    above: float  # room for the name
    below: float  # room for the tab
    ranks: float  # least distance between ranks
    nodes: float  # least distance between nodes of a rank
    ports: float  # distance between edges at a node, at most
    doors: bool = False  # whether partials stand in the room before a node


FULL = Sizes("full", 70, 46, 16, 20, 30, 6, 13)
CLOSE = Sizes("close", 58, 38, 14, 16, 20, 2, 11)
MEDIUM = Sizes("medium", 50, 34, 14, 0, 12, 6, 18, doors=True)
TIGHT = Sizes("medium", 50, 34, 14, 0, 8, 6, 12)  # the same without room for partials
COMPACT = Sizes("compact", 28, 20, 13, 0, 8, 2, 5)
DOT = Sizes("dot", 11, 11, 0, 0, 10, 5, 2)

INPUT, OUTPUT = "input", "output"  # what stands above them
TAB, ROUND = 19, 10  # of a tab; of corners
GLYPH, NAME, SMALLEST = 16.0, 11.5, 11.0  # sizes of type
NAME_LENGTH, GLYPH_LENGTH, SHORT_LENGTH = 16, 9, 4  # in characters
MARK = 16.0  # size of a mark
MOST_DOTS = 6  # shares that are drawn as dots
CELL = 5  # of a thumbnail of an array
THUMB, BETWEEN = 46.0, 4.0  # width in which two thumbnails stand side by side; between them

# The signs of operations, by their symbol.
SIGNS = {"·": "×", "/": "÷", "^": "xⁿ", "square": "x²", "|x|": "|·|", "matmul": "@", "index": "[ ]"}
MINUS = "−"


def glyph(graph: Graph, node: Node) -> str:
    """The operation of a node in a sign or a word; an input has its name."""
    if node.is_input:
        return brief(graph, node.index)
    symbol = graph.primitive(node.index).symbol
    if symbol == MINUS and len(node.operands) == 1:
        return "−·"
    return SIGNS.get(symbol, symbol)


def brief(graph: Graph, node: int) -> str:
    """The name of a node; of a parameter without those of the layers that it is in."""
    label = graph.labels[node]
    return label.rpartition(".")[2] if node in graph.roles else label


def fitted(text: str, room: float) -> str:
    """A text, shortened until it fits in the smallest type that a body uses."""
    length = GLYPH_LENGTH
    while length > 3 and measure(shorten(text, length), SMALLEST, bold=True) > room:
        length -= 1
    return shorten(text, length)


class Bars(NamedTuple):
    """Numbers that are drawn below a node, in place of a note: a bar each, hollow for minus."""

    numbers: tuple[float, ...]

    def draw(self, left: float, top: float, width: float) -> Element:
        """From left to right, the largest in full height."""
        largest = max((abs(n) for n in self.numbers if math.isfinite(n)), default=0.0) or 1.0
        step = width / len(self.numbers)
        group = shape("g", "note bars")
        for k, number in enumerate(self.numbers):
            part = abs(number) / largest if math.isfinite(number) else 1.0
            tall = max(1.0, BARS * part)
            look = "bar minus" if number < 0.0 else "bar"
            at = {"x": left + k * step + 2, "y": top + BARS - tall, "width": step - 4}
            group.append(shape("rect", look, {**at, "height": tall}))
        return group


@dataclass(frozen=True)
class Face:
    """What there is to draw of a node, or of what stands for several."""

    glyph: str
    name: str  # above it
    looks: tuple[str, ...]
    raster: arrays.Raster | None = None  # of an array
    may_kink: bool = False
    note: str | Bars = ""  # below it
    label: str = ""  # in full, where the name is shortened
    wide: float = 0.0  # of its body in full, at least
    is_node: bool = True  # whether it has a value and a derivative
    extra: float = 0.0  # room below it
    bare: bool = False  # it is a mark and no box

    @staticmethod
    def of(graph: Graph, node: Node, note: str | Bars = "") -> Face:
        """The face of a node of a graph."""
        raster = arrays.raster(node.shape)
        sign = fitted(glyph(graph, node), (THUMB if raster else FULL.width) - 6)
        name = INPUT if node.is_input else shorten(node.label, NAME_LENGTH)
        shown = sign if node.is_input else name
        looks = ["node"] + ["input"] * node.is_input + ["output"] * node.is_output
        looks += [f"order-{min(order, 3)}"] if (order := graph.order(node.index)) else []
        looks += ["noted"] * (bool(note) and not isinstance(note, Bars)) + ["array"] * bool(raster)
        looks += ["grew"] * bool(raster and stretched(graph, node.index))
        primitive = None if node.is_input else graph.primitive(node.index)
        if primitive and not any(primitive.rules):
            looks.append("constant")  # as a comparison is: nothing flows through it
        may_kink = bool(primitive and primitive.kink)
        if primitive and may_kink and at_kink(primitive, graph, node):
            looks.append("kink")
        return Face(
            sign,
            name,
            tuple(looks),
            raster,
            may_kink,
            note,
            "" if shown == node.label else node.label,
            wide=BARS_WIDTH if isinstance(note, Bars) else 0.0,
        )

    @property
    def short(self) -> str:
        """The operation where there is little room."""
        return self.glyph[:SHORT_LENGTH]

    def body(self, sizes: Sizes) -> Box:
        """The size of the body in a class."""
        if self.bare:
            return Box(MARK, MARK)
        if sizes.below and self.raster:
            width, height = self._thumbs[1]
            more = MORE if self.raster.more else 0.0
            return Box(max(THUMB + 2, width + 10, self.wide), 24 + height + 6 + more)
        if sizes is COMPACT:
            return Box(sizes.width + 8 * (len(self.short) == SHORT_LENGTH), sizes.height)
        return Box(max(sizes.width, self.wide if sizes.below else 0), sizes.height)

    def below(self, sizes: Sizes) -> float:
        """The room below the body: for the tab, and for a note."""
        tab = sizes.below if sizes.below and not self.raster else 0.0
        note = BARS + 8 if isinstance(self.note, Bars) else NOTE
        return tab + (note if self.note and sizes.below else 0.0) + self.extra

    def areas(self, sizes: Sizes, down: bool = False) -> list[Area]:
        """What it covers, from the centre of its body: the body with the tab, and the name."""
        width, height = self.body(sizes)
        left, top, right = -width / 2, -height / 2, width / 2
        found = [(left, top, right, height / 2 + self.below(sizes))]
        if sizes.above:
            marked = sizes.below and not down
            wide = self._name_width if marked else measure(self.name, NAME) * 0.93
            at = (right + 4, top + 2) if down else (left, top - 14)
            if "output" in self.looks and not down:
                at = min(at[0], right - wide), at[1]
            found.append((at[0], at[1], at[0] + wide, at[1] + 12))
        return found

    @property
    def _thumbs(self) -> tuple[list[Point], Box]:
        """Where the two thumbnails of an array stand in their room, and how large that is."""
        assert self.raster
        wide, high = (CELL * size for size in self.raster.size)
        if 2 * wide + BETWEEN <= THUMB:
            return [(0, 0), (wide + BETWEEN, 0)], Box(2 * wide + BETWEEN, high)
        return [(0, 0), (0, high + BETWEEN)], Box(wide, 2 * high + BETWEEN)

    # Drawing.

    def draw(self, number: int, centre: Point, waits: int = 0) -> Element:
        """The node in full as a group, with its centre there; it waits for that many shares."""
        width, height = self.body(FULL)
        left, top = -width / 2, -height / 2
        group = shape("g", " ".join(self.looks), {"transform": moved(*centre)}, data_node=number)
        if self.label:
            group.set("data-label", self.label)
        plain = self.is_node and not self.raster
        if self.bare:
            group.append(shape("path", "exit-mark", {"d": "M-7 -5l5 5l-5 5"}))
            group.append(written(self.name, "label", 2, 4))
            return group
        if plain:
            group.append(
                box("derivative-tab", left, height / 2 - ROUND, width, TAB + ROUND, ROUND - 1)
            )
        group.append(box("box", left, top, width, height, ROUND))
        group.append(self._glyph(top))
        if self.raster:
            group.extend(self._thumbnails(number, top))
        elif plain:
            group.append(self._text("", "value", 15, data_slot=f"v{number}"))
            on_tab = height / 2 + 14
            group.append(self._text("", "derivative", on_tab, data_slot=f"d{number}"))
        group.append(self._name(left + 2, top - 5))
        if self.note:
            below = height / 2 + (TAB if plain else 0) + 12
            if isinstance(self.note, Bars):
                group.append(self.note.draw(left, below - 8, width))
            else:
                group.append(written(self.note, "note", left + 2, below))
        if self.may_kink:
            mark = f"M{-left - 17:g} {top + 13:g}l5 -7l5 7"
            group.append(shape("path", "kink-mark", {"d": mark}))
        if waits > 1:
            group.append(self._dots(-left, top, waits))
        return group

    def _name(self, left: float, y: float) -> Element:
        """The name; that of an output says so, and ends where the body ends if it is long."""
        made = written(self.name, "label", left, y)
        if "output" in self.looks:
            mark = shape("tspan", "output-mark")
            mark.text = f" {OUTPUT}"
            made.append(mark)
            if self._name_width > self.body(FULL).width:
                made.attrib |= {"x": plain(-left), "text-anchor": "end"}
        return made

    @property
    def _name_width(self) -> float:
        said = f"{self.name} {OUTPUT}" if "output" in self.looks else self.name
        return measure(said, NAME) * 0.93

    def _text(self, text: str, look: str, y: float, **data: str) -> Element:
        return written(text, look, 0, y, **data)

    def _glyph(self, top: float) -> Element:
        wide = measure(self.glyph, GLYPH, bold=True)
        room = self.body(FULL).width - 6
        made = self._text(self.glyph, "glyph", top + 19.5)
        if wide > room:
            made.set("style", f"font-size: {max(SMALLEST, GLYPH * room / wide):.1f}px")
        if self.short != self.glyph:
            made.set("data-short", self.short)
        return made

    def _dots(self, right: float, top: float, waits: int) -> Element:
        """A ring for each share that it waits for; or their count."""
        if waits > MOST_DOTS:
            group = shape("g", "shares", None, data_waits=waits)
            group.append(written("", "share-count", right, top - 5, text_anchor="end"))
            return group
        rings = [
            shape(
                "circle", "ring", {"cx": right - 5 - 9 * (waits - 1 - k), "cy": top - 9, "r": 3.4}
            )
            for k in range(waits)
        ]
        return shape("g", "shares", None, *rings, data_waits=waits)

    def _thumbnails(self, number: int, top: float) -> list[Element]:
        assert self.raster
        (places, room), frames = self._thumbs, []
        wide, high = (CELL * size for size in self.raster.size)
        for letter, (x, y) in zip("vd", places, strict=True):
            left, above = x - room.width / 2, y + top + 25
            cells = [
                shape(
                    "rect",
                    "cell",
                    {"x": left + c * CELL, "y": above + r * CELL, "width": CELL, "height": CELL},
                )
                for c, r in self.raster.cells
            ]
            frame = shape("rect", "frame", {"x": left, "y": above, "width": wide, "height": high})
            frames.append(
                shape("g", "preview", None, *cells, frame, data_preview=f"{letter}{number}")
            )
        if self.raster.more:
            frames.append(
                self._text(f"+{self.raster.more}", "stack-more", top + 25 + room.height + 11)
            )
        return frames


MORE = 12.0  # of the line that says how many matrices of a stack are not drawn
NOTE = 15.0  # height of a line below a node
BARS, BARS_WIDTH = 26.0, 116.0  # height of bars below it, and how wide it then is
