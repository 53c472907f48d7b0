"""Where the parts of a picture stand, and where there is room for callouts and tags.

- `Places(nodes, edges, view)`: read from the groups of a picture.
- `label(kind, centre, text, width, height)`: a text on a ground with round ends.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from adlab.view.drawn.diagram import SIZE
from adlab.view.drawn.geometry import Area, Point, bezier, overlap
from adlab.view.drawn.theme import class_names
from adlab.view.replay.frames import Frame, Share
from adlab.view.said.letters import measure

ABOVE, BELOW = 8.0, 18.0  # room for what stands out of the picture
TAG_HEIGHT, CALLOUT_HEIGHT = 18.0, 24.0


def label(kind: str, centre: Point, text: str, width: float, height: float) -> Element:
    """A text on a ground with round ends."""
    x, y = centre
    group = Element("g", {"class": class_names(kind), "transform": f"translate({x:.1f} {y:.1f})"})
    box = {"x": f"{-width / 2:.1f}", "y": f"{-height / 2:g}", "rx": f"{height / 2:g}"}
    SubElement(group, "rect", box | {"width": f"{width:.1f}", "height": f"{height:g}"})
    written = SubElement(group, "text", {"y": "4.5", "text-anchor": "middle"})
    written.text = text
    return group


class Places:
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

    def tag(self, node: int, frame: Frame) -> tuple[str, bool] | None:
        """The text of a tag, and whether it is complete; None where there is none."""
        tag = frame.tags.get(node)
        if tag is None or not tag.progress:
            return None
        left, _, right, _ = self.boxes[node]
        fits = tag.text and measure(tag.text, SIZE) < right - left + 24
        return tag.text if fits else tag.progress, tag.complete

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
                taken.append(self.tag_area(node, tag[0]))
        text, width = share.text, measure(share.text, SIZE, bold=True) + 16
        hits, centre = self._free(middle, width, taken, points)
        if hits and share.short != share.text:
            text, width = share.short, measure(share.short, SIZE, bold=True) + 16
            _, centre = self._free(middle, width, taken, points)
        group = Element("g", {"class": "adlab-share"})
        SubElement(group, "path", {"class": "adlab-back-head", "d": _arrow_at_start(points)})
        group.append(label("callout", centre, text, width, CALLOUT_HEIGHT))
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
