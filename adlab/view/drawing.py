"""Frames drawn into one picture: a still one of one frame, a moving one of many.

- `draw(graph, frames)`: the SVG element, and the sets of frames that something of it is shown in.

The graph is laid out once. Whatever changes (a text, a frame around a box, a share) is drawn once
for each thing that it is, beside the others, and is shown in the frames in which it is that. So
the size grows with what is written and not with the number of frames.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from adlab.engine.graph import Graph
from adlab.view.diagram import SIZE, back_text, diagram, edge_numbers, fill_previews
from adlab.view.frames import UNSET, Frame, Share
from adlab.view.geometry import Area, Point, bezier, overlap
from adlab.view.letters import measure
from adlab.view.wording import WORDS

Times = frozenset[int]  # places in the list of frames

ABOVE, BELOW = 8.0, 18.0  # room for what stands out of the picture
BACKWARD = "backward pass"
TAG_HEIGHT, CALLOUT_HEIGHT = 18.0, 24.0


@dataclass(frozen=True)
class Drawing:
    """A picture, parts of which are shown in some of its frames only."""

    root: Element  # an <svg>
    area: Area
    count: int  # frames

    def show(self, part: Element, times: Iterable[int]) -> Element:
        """Note when a part is shown: always, or in these frames."""
        shown = sorted(times)
        if len(shown) < self.count:
            part.set("data-shown", " ".join(map(str, shown)))
        return part


def draw(graph: Graph, frames: Sequence[Frame]) -> Drawing:
    """Draw frames of one sweep over a graph.

    Parts that are not shown in all of them have an attribute `data-shown`: the places of these
    frames in the list.
    """
    svg = diagram(graph).replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)
    root = ElementTree.fromstring(svg)
    left, top, width, height = map(float, root.get("viewBox", "").split())
    area = (left, top - ABOVE, left + width, top + height + BELOW)
    drawing = Drawing(root, area, len(frames))
    nodes = root.findall("g[@data-node]")
    edges = root.findall("g[@data-edge]")
    places = _Places(nodes, edges, (left, top, left + width, top + height))
    turned = _turned(graph)
    for number, group in enumerate(edges):
        _draw_edge(drawing, group, number, frames, turned.get(number, ""))
    for number, group in enumerate(nodes):
        _draw_node(drawing, group, number, frames)
    for number in range(len(nodes)):
        _draw_tags(drawing, number, places, frames)
    for time, frame in enumerate(frames):
        if frame.share:
            root.append(drawing.show(places.callout(frame.share, frame), [time]))
    return drawing


def _turned(graph: Graph) -> dict[int, str]:
    """What the transpose does, by edge: it is shown while derivatives travel back."""
    numbers = edge_numbers(graph)
    return {numbers[edge.edge]: back_text(edge) for edge in graph.edges}


def _when(frames: Sequence[Frame], state: Callable[[Frame], Hashable]) -> dict[Any, Times]:
    """For each state that something has, the frames in which it has it; without empty states."""
    found: dict[Hashable, set[int]] = {}
    for time, frame in enumerate(frames):
        if held := state(frame):
            found.setdefault(held, set()).add(time)
    return {held: frozenset(times) for held, times in found.items()}


# -- Parts of the picture -------------------------------------------------------------------------


def _draw_node(drawing: Drawing, group: Element, node: int, frames: Sequence[Frame]) -> None:
    def look(frame: Frame) -> str:
        if frame.node == node and frame.written[:1] != "p":
            return f"now on-{frame.accent}"
        if node in frame.reads:
            return f"read on-{frame.accent}"
        return "visited" if node in frame.visited else "plain"

    _looks(drawing, group, "box", frames, look)
    for letter in "vd":
        slot = f"{letter}{node}"
        _texts(drawing, group, slot, frames, partial(_text, slot), partial(_is_new, slot))
        _previews(drawing, group, slot, frames)
    sign = group.find(f"text[@data-sign='{node}']")
    assert sign is not None
    _variants(drawing, group, sign, _when(frames, lambda frame: frame.signs[node]), _write)


def _text(slot: str, frame: Frame) -> str:
    return frame.texts.get(slot, "")


def _is_new(slot: str, frame: Frame) -> bool:
    return frame.written == slot


def _draw_edge(
    drawing: Drawing, group: Element, edge: int, frames: Sequence[Frame], turned: str
) -> None:
    def look(frame: Frame) -> str:
        if frame.share and frame.share.edge == edge:
            return "back"
        return f"now on-{frame.accent}" if edge in frame.edges else "plain"

    _looks(drawing, group, "line", frames, look)
    _looks(drawing, group, "head", frames, lambda frame: look(frame).replace("back", ""))
    slot = f"p{edge}"

    def text(frame: Frame) -> str:
        if look(frame) == "back":
            return ""  # the callout says it
        return turned if turned and frame.phase == BACKWARD else frame.texts.get(slot, "")

    _texts(drawing, group, slot, frames, text, lambda frame: edge in frame.edges)


def _looks(
    drawing: Drawing,
    group: Element,
    kind: str,
    frames: Sequence[Frame],
    look: Callable[[Frame], str],
) -> None:
    part = next(part for part in group if part.get("class") == kind)
    _variants(drawing, group, part, _when(frames, look), _dress)


def _texts(
    drawing: Drawing,
    group: Element,
    slot: str,
    frames: Sequence[Frame],
    text: Callable[[Frame], str],
    is_new: Callable[[Frame], bool],
) -> None:
    part = group.find(f"text[@data-slot='{slot}']")
    if part is None:
        return

    def state(frame: Frame) -> tuple[str, str] | None:
        shown = text(frame)
        look = "new" if is_new(frame) else "unset" if shown == UNSET else ""
        return (shown, look) if shown else None

    def fill(part: Element, held: tuple[str, str]) -> None:
        _write(part, held[0])
        _dress(part, held[1])

    _variants(drawing, group, part, _when(frames, state), fill)


def _previews(drawing: Drawing, group: Element, slot: str, frames: Sequence[Frame]) -> None:
    part = group.find(f"g[@data-preview='{slot}']")
    if part is None:
        return
    place = list(group).index(part)
    group.remove(part)
    empty = ElementTree.tostring(part, encoding="unicode", short_empty_elements=False)
    states = _when(frames, lambda frame: frame.previews.get(slot))
    for held, times in states.items():
        made = ElementTree.fromstring(fill_previews(empty, {slot: held}))
        group.insert(place, drawing.show(made, times))


def _variants(
    drawing: Drawing,
    group: Element,
    part: Element,
    states: Mapping[Any, Times],
    change: Callable[[Element, Any], None],
) -> None:
    """Put a variant for each state in the place of a part."""
    place = list(group).index(part)
    group.remove(part)
    for state, times in states.items():
        variant = deepcopy(part)
        change(variant, state)
        group.insert(place, drawing.show(variant, times))


def _write(part: Element, text: str) -> None:
    part.text = text


def _dress(part: Element, look: str) -> None:
    part.set("class", f"{part.get('class')} {look}".replace(" plain", "").strip())


# -- Over the picture -----------------------------------------------------------------------------


def _draw_tags(drawing: Drawing, node: int, places: _Places, frames: Sequence[Frame]) -> None:
    """At a fan-out, a tag below the node lists the shares as they arrive, and then their sum."""
    for said, times in _when(frames, lambda frame: places.tag(node, frame)).items():
        left, top, right, bottom = places.tag_area(node, said)
        look = "tag complete" if said.startswith("=") else "tag"
        group = _label(
            look, ((left + right) / 2, (top + bottom) / 2), said, right - left, TAG_HEIGHT
        )
        drawing.root.append(drawing.show(group, times))


def _label(kind: str, centre: Point, text: str, width: float, height: float) -> Element:
    """A text on a ground with round ends."""
    x, y = centre
    group = Element("g", {"class": kind, "transform": f"translate({x:.1f} {y:.1f})"})
    box = {"x": f"{-width / 2:.1f}", "y": f"{-height / 2:g}", "rx": f"{height / 2:g}"}
    ElementTree.SubElement(group, "rect", box | {"width": f"{width:.1f}", "height": f"{height:g}"})
    written = ElementTree.SubElement(group, "text", {"y": "4.5", "text-anchor": "middle"})
    written.text = text
    return group


class _Places:
    """Where things stand, and where there is room for more."""

    def __init__(self, nodes: list[Element], edges: list[Element], view: Area) -> None:
        self.view = view
        self.boxes = [_area(group) for group in nodes]
        self.lines = [_points(group) for group in edges]
        self.labels: list[Point | None] = []
        for group in edges:
            label = group.find("text")
            at = label is not None and (float(label.get("x", 0)), float(label.get("y", 0)) - 4.5)
            self.labels.append(at or None)

    def tag(self, node: int, frame: Frame) -> str:
        """The text of a tag; "" where there is none."""
        terms, total = frame.sums.get(node, ((), 0))
        if total < 2 or not terms:
            return ""
        count = WORDS["of"].format(n=len(terms), of=total)
        added = " + ".join(terms).replace("+ −", "− ")
        text = f"= {added}" if len(terms) == total else f"{count}: {added}"
        left, _, right, _ = self.boxes[node]
        return text if measure(text, SIZE) < right - left + 24 else count

    def tag_area(self, node: int, text: str) -> Area:
        left, _, right, bottom = self.boxes[node]
        middle, half = (left + right) / 2, measure(text, SIZE) / 2 + 6
        return middle - half, bottom - 3, middle + half, bottom + TAG_HEIGHT - 3

    def callout(self, share: Share, frame: Frame) -> Element:
        """The share on its way back: a head against the edge, and the product beside it."""
        middle, points = self.labels[share.edge], self.lines[share.edge]
        assert middle is not None
        taken = [*self.boxes]
        for edge, at in enumerate(self.labels):
            text = frame.texts.get(f"p{edge}", "")
            if at and text and edge != share.edge and abs(at[0] - middle[0]) < 250:
                half = measure(text, SIZE, bold=True) / 2
                taken.append((at[0] - half, at[1] - 9, at[0] + half, at[1] + 9))
        for node in range(len(self.boxes)):
            if tag := self.tag(node, frame):
                taken.append(self.tag_area(node, tag))
        text, width = share.text, measure(share.text, SIZE, bold=True) + 16
        hits, centre = self._free(middle, width, taken, points)
        if hits and share.short != share.text:
            text, width = share.short, measure(share.short, SIZE, bold=True) + 16
            _, centre = self._free(middle, width, taken, points)
        group = Element("g", {"class": "share"})
        ElementTree.SubElement(group, "path", {"class": "back_head", "d": _arrow_at_start(points)})
        group.append(_label("callout", centre, text, width, CALLOUT_HEIGHT))
        return group

    def _free(
        self, middle: Point, width: float, taken: list[Area], points: list[Point]
    ) -> tuple[int, Point]:
        """A place near a point that covers nothing of `taken` and little of the edge itself."""
        left, top, right, bottom = self.view
        best: tuple[float, int, Point] | None = None
        for dy in (0, -22, 22, -40, 40, -60, 60, -90, 90, -120, 120, -150, 150, -180, 180):
            for dx in (0, -30, 30, -60, 60, -120, 120):
                x = min(max(middle[0] + dx, left + width / 2 + 2), right - width / 2 - 2)
                y = min(max(middle[1] + dy, top - ABOVE + 14), bottom + BELOW - 14)
                box = x - width / 2, y - 13, x + width / 2, y + 13
                hits = sum(overlap(box, other) for other in taken)
                covered = sum(overlap(box, (*point, *point)) for point in points) / len(points)
                cost = 1000 * hits + 60 * covered + abs(dx) + abs(dy)
                if best is None or cost < best[0]:
                    best = cost, hits, (x, y)
        assert best is not None
        return best[1], best[2]


def _area(group: Element) -> Area:
    x, y = (float(number) for number in re.findall(r"-?[\d.]+", group.get("transform", "")))
    box = group.find("rect")
    assert box is not None
    return x, y, x + float(box.get("width", 0)), y + float(box.get("height", 0))


def _points(group: Element) -> list[Point]:
    """Points along an edge, from its operand to its consumer."""
    line = group.find("path")
    assert line is not None
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", line.get("d", ""))]
    ends = list(zip(numbers[::2], numbers[1::2], strict=True))
    curves = range(0, len(ends) - 1, 3)
    return [bezier(ends[k : k + 4], t / 12) for k in curves for t in range(12)]


def _arrow_at_start(points: list[Point]) -> str:
    """A head at the first of the points, for what travels against the edge."""
    x, y = points[0]
    far = [(a - x, b - y) for a, b in points if (a - x) ** 2 + (b - y) ** 2 > 64]
    dx, dy = far[0] if far else (points[-1][0] - x, points[-1][1] - y)
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    dx, dy = 11 * dx / length, 11 * dy / length
    corners = [f"L{x + dx - side * dy:.1f} {y + dy + side * dx:.1f}" for side in (0.5, -0.5)]
    return f"M{x:.1f} {y:.1f}{''.join(corners)}Z"
