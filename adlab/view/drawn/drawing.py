"""Frames drawn into one picture: a still one of one frame, a moving one of many.

- `draw(graph, frames)`: the SVG element, and the sets of frames that something of it is shown in.
- `fill_frames(drawing, root, frames)`: frames written into a picture of nodes and edges.
- `when(frames, state)`, `variants(...)`: what has several states, drawn once for each.

The graph is laid out once. Whatever changes (a text, a frame around a box, a share) is drawn once
for each thing that it is, beside the others, and is shown in the frames in which it is that. So
the size grows with what is written and not with the number of frames.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

from adlab.engine.recording.graph import Graph
from adlab.view.drawn.diagram import LONG_NUMBER, diagram, fill_previews, widen
from adlab.view.drawn.faces import TAB
from adlab.view.drawn.fit import BAR, BARS, Fitting
from adlab.view.drawn.geometry import Area
from adlab.view.drawn.svg import add_look, moved, plain, shape, written
from adlab.view.replay.frames import UNSET, Frame
from adlab.view.replay.spec import Bar

Times = frozenset[int]  # places in the list of frames
Frames = Sequence[Frame | None]


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


def draw(graph: Graph, frames: Sequence[Frame], fitting: Fitting | None = None) -> Drawing:
    """Draw frames of one sweep over a graph.

    Parts that are not shown in all of them have an attribute `data-shown`: the places of these
    frames in the list.
    """
    fitting = fitting or Fitting.of(graph)
    places = fitting.in_full
    root = diagram(graph, fitting)
    width, height = places.pane[:2]
    drawing = Drawing(root, (0.0, 0.0, width, height), len(frames))
    fill_frames(drawing, root, frames, places.ledgers)
    return drawing


def fill_frames(
    drawing: Drawing, root: Element, frames: Frames, ledgers: Mapping[int, int] | None = None
) -> None:
    """Write frames into a picture of nodes and edges; `ledgers` says which nodes have one.

    A frame that is None is one in which the picture is not shown.
    """
    for group in [part for part in root if "data-edge" in part.attrib]:
        if group.get("class") != "adlab-bundle":
            _draw_edge(drawing, group, int(group.get("data-edge", "")), frames)
    for group in [part for part in root if "data-node" in part.attrib]:
        node = int(group.get("data-node", ""))
        if kind := (ledgers or {}).get(node):
            _draw_ledger(drawing, group, node, frames, kind == 2)
        _draw_node(drawing, group, node, frames)


def when(frames: Frames, state: Callable[[Frame], Hashable]) -> dict[Any, Times]:
    """For each state that something has, the frames in which it has it; without empty states."""
    found: dict[Hashable, set[int]] = {}
    for time, frame in enumerate(frames):
        if frame is not None and (held := state(frame)):
            found.setdefault(held, set()).add(time)
    return {held: frozenset(times) for held, times in found.items()}


# -- Nodes ----------------------------------------------------------------------------------------


def _draw_node(drawing: Drawing, group: Element, node: int, frames: Frames) -> None:
    def look(frame: Frame) -> str:
        if frame.node == node and frame.written[:1] != "p":
            return f"now on-{frame.accent}"
        if node in frame.reads:
            return f"read on-{frame.accent}"
        return "visited" if node in frame.visited else "plain"

    _looks(drawing, group, "box", frames, look)
    _looks(drawing, group, "derivative-tab", frames, lambda frame: tab_look(frame, node))
    for letter in "vd":
        slot = f"{letter}{node}"
        _texts(drawing, group, slot, frames, partial(_text, slot), partial(_dress_of, slot, node))
        _previews(drawing, group, slot, frames)
    for part in group.findall("g[@class='adlab-shares']"):
        _draw_shares(drawing, group, part, node, frames)


def tab_look(frame: Frame, node: int) -> str:
    """How the tab of a node looks: empty where there is none."""
    if not frame.texts.get(f"d{node}", "").strip(UNSET):
        return ""
    look = f"of-{frame.derivative}"
    tag = frame.tags.get(node)
    if tag and not tag.complete:
        look += " waiting"
    return look + " new" * (frame.written == f"d{node}")


def _text(slot: str, frame: Frame) -> str:
    shown = frame.texts.get(slot, "")
    if slot[0] != "d":
        return shown
    return "" if shown == UNSET else f"{frame.signs.get(int(slot[1:]), '')} {shown}".strip()


def _dress_of(slot: str, node: int, frame: Frame) -> str:
    """How the text in a slot looks."""
    look = "new" if frame.written == slot else "unset" if frame.texts.get(slot) == UNSET else ""
    return f"of-{frame.derivative} {look}".strip() if slot[0] == "d" else look


def _draw_shares(
    drawing: Drawing, group: Element, part: Element, node: int, frames: Frames
) -> None:
    """As many dots are filled as shares have come."""

    def come(frame: Frame) -> str:
        if frame.derivative != "adjoint" or node not in frame.waits:
            return ""
        tag = frame.tags.get(node)
        return f"{tag.come - tag.first if tag else 0}/{frame.waits[node]}"

    def change(variant: Element, held: str) -> None:
        count = int(held.split("/")[0])
        rings = variant.findall("circle")
        for ring in rings[:count]:
            add_look(ring, "filled")
        if not rings:
            variant[0].text = held

    variants(drawing, group, part, when(frames, come), change)


def _draw_ledger(
    drawing: Drawing, group: Element, node: int, frames: Frames, numbers: bool
) -> None:
    """The bars of the shares that have come, end to end, and a line at their sum."""
    body = next(part for part in group if part.get("class") == "adlab-box")
    left = float(body.get("x", "0"))
    top = float(body.get("y", "0")) + float(body.get("height", "0")) + TAB + 5

    def state(frame: Frame) -> tuple[int, int] | None:
        tag = frame.tags.get(node)
        return (tag.first, tag.come) if tag and node in frame.ledgers else None

    for (first, count), times in when(frames, state).items():
        frame = frames[min(times)]
        assert frame
        bars = frame.ledgers[node][first:count]
        made = shape("g", "ledger", {"transform": moved(left, top)}, *ledger(bars, numbers))
        group.append(drawing.show(made, times))


def ledger(bars: Sequence[Bar], numbers: bool) -> Iterator[Element]:
    """One bar a share, each beginning where the one before ended, and a thick line at the sum."""
    for k, bar in enumerate(bars):
        start, end = BARS * min(bar.start, bar.end), BARS * max(bar.start, bar.end)
        look = "share-bar hollow" if bar.end < bar.start else "share-bar"
        size = {"x": start, "y": k * (BAR + 4), "width": max(end - start, 1.0), "height": BAR}
        yield shape("rect", look, size)
        if numbers:
            yield written(bar.text, "bar-text", BARS + 8, k * (BAR + 4) + BAR, font_size=11)
    if len(bars) > 1:
        x, height = BARS * bars[-1].end, len(bars) * (BAR + 4)
        yield shape("path", "sum", {"d": f"M{x:.1f} -3V{height:.0f}"})


# -- Edges ----------------------------------------------------------------------------------------


def _draw_edge(drawing: Drawing, group: Element, edge: int, frames: Frames) -> None:
    def line(frame: Frame) -> str:
        flow = frame.flows.get(edge)
        look = "now" if edge in frame.edges else "plain"
        if flow and edge in frame.travelled:
            return f"{look} travelled {flow.sign} of-{frame.derivative}|{flow.width}"
        return f"{look} on-{frame.accent}|" if look == "now" else "plain|"

    def core(frame: Frame) -> str:
        """What makes the line of a negative share hollow."""
        flow = frame.flows.get(edge)
        hollow = flow and flow.sign == "minus" and edge in frame.travelled
        return f"|{max(flow.width - 2.6, 1.2)}" if flow and hollow else ""

    def change(part: Element, held: str) -> None:
        look, width = held.split("|")
        _dress(part, look)
        if width:
            part.set("style", f"stroke-width: {plain(float(width))}")

    part = group[0]
    inner = deepcopy(part)
    inner.set("class", "adlab-core")
    group.insert(1, inner)
    variants(drawing, group, inner, when(frames, core), change)
    variants(drawing, group, part, when(frames, line), change)
    gate = group.find("g[@class='adlab-gate']")
    if gate is not None:
        variants(drawing, group, gate, when(frames, partial(_gate, edge)), _fill_gate)


def _gate(edge: int, frame: Frame) -> tuple[str, str] | None:
    text = frame.texts.get(f"p{edge}", "")
    return (text, "now" if edge in frame.edges else "") if text else None


def _fill_gate(gate: Element, held: tuple[str, str]) -> None:
    widen(gate[0], held[0])
    gate[1].text = held[0]
    _dress(gate, held[1])


# -- Parts of the picture -------------------------------------------------------------------------


def _looks(
    drawing: Drawing,
    group: Element,
    kind: str,
    frames: Frames,
    look: Callable[[Frame], str],
) -> None:
    for part in [part for part in group if part.get("class") == f"adlab-{kind}"]:
        variants(drawing, group, part, when(frames, look), _dress)


def _texts(
    drawing: Drawing,
    group: Element,
    slot: str,
    frames: Frames,
    text: Callable[[Frame], str],
    look: Callable[[Frame], str],
) -> None:
    part = group.find(f"text[@data-slot='{slot}']")
    if part is None:
        return

    def state(frame: Frame) -> tuple[str, str] | None:
        shown = text(frame)
        return (shown, look(frame)) if shown else None

    def fill(part: Element, held: tuple[str, str]) -> None:
        part.text = held[0]
        _dress(part, held[1] + " long-number" * (len(held[0]) > LONG_NUMBER))

    variants(drawing, group, part, when(frames, state), fill)


def _previews(drawing: Drawing, group: Element, slot: str, frames: Frames) -> None:
    part = group.find(f"g[@data-preview='{slot}']")
    if part is None:
        return

    def change(variant: Element, held: str) -> None:
        fill_previews(shape("svg", "", None, variant), {slot: held})
        if held == "-":
            _dress(variant, "missing")

    variants(drawing, group, part, when(frames, lambda f: f.previews.get(slot, "-")), change)


def variants(
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


def _dress(part: Element, look: str) -> None:
    add_look(part, look.replace("plain", ""))
