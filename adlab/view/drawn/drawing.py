"""Frames drawn into one picture: a still one of one frame, a moving one of many.

- `draw(graph, frames)`: the SVG element, and the sets of frames that something of it is shown in.

The graph is laid out once. Whatever changes (a text, a frame around a box, a share) is drawn once
for each thing that it is, beside the others, and is shown in the frames in which it is that. So
the size grows with what is written and not with the number of frames.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from adlab.engine.recording.graph import Graph
from adlab.view.drawn.diagram import diagram, fill_previews
from adlab.view.drawn.geometry import Area
from adlab.view.drawn.places import ABOVE, BELOW, Places, label
from adlab.view.drawn.theme import class_names
from adlab.view.replay.asked import BACKWARD
from adlab.view.replay.frames import UNSET, Frame
from adlab.view.said.texts import back_text, edge_numbers

Times = frozenset[int]  # places in the list of frames


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
    places = Places(nodes, edges, (left, top, left + width, top + height))
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
    second = group.find("text[@class='adlab-derivative']")
    assert second is not None
    _dress(second, frames[0].derivative)
    for letter in "vd":
        slot = f"{letter}{node}"
        _texts(drawing, group, slot, frames, partial(_text, slot), partial(_is_new, slot))
        _previews(drawing, group, slot, frames)
    signs = [part for part in group if part.get("class") in ("adlab-sign", "adlab-sign2")]
    _variants(drawing, group, signs[0], _when(frames, partial(_first_sign, node)), _write)
    _variants(drawing, group, signs[1], _when(frames, lambda frame: frame.signs[node]), _write)


def _first_sign(node: int, frame: Frame) -> str:
    return "v" if frame.texts[f"v{node}"] else ""


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
    part = next(part for part in group if part.get("class") == f"adlab-{kind}")
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
    part.set("class", f"{part.get('class')} {class_names(look.replace('plain', ''))}".strip())


# -- Over the picture -----------------------------------------------------------------------------


def _draw_tags(drawing: Drawing, node: int, places: Places, frames: Sequence[Frame]) -> None:
    """At a fan-out, a tag below the node lists the shares as they arrive, and then their sum."""
    for (said, complete), times in _when(frames, lambda frame: places.tag(node, frame)).items():
        left, top, right, bottom = places.tag_area(node, said)
        look = "tag complete" if complete else "tag"
        middle = (left + right) / 2, (top + bottom) / 2
        tag = label(look, middle, said, right - left, bottom - top)
        drawing.root.append(drawing.show(tag, times))
