"""What a layout is made of: boxes, links, curves, and a little geometry on them.

Coordinates are pixels, x to the right and y down.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

Point = tuple[float, float]


class Box(NamedTuple):
    """The room that something needs."""

    width: float
    height: float


class Link(NamedTuple):
    """An edge, and the room for its label; there may be several between two boxes."""

    tail: int
    head: int
    label: Box | None = None
    usual: float = 0.0  # width that the text of the label usually takes of its room


class Curve(NamedTuple):
    """The course of one link."""

    points: tuple[Point, ...]  # cubic Bézier curves: a start, then three points for each
    tip: Point  # of the arrowhead, whose base is where the last curve ends
    label: Point | None  # the centre of the label


class Layout(NamedTuple):
    """Places for everything, between (0, 0) and (width, height)."""

    width: float
    height: float
    boxes: tuple[Point, ...]  # centres
    curves: tuple[Curve, ...]


Area = tuple[float, float, float, float]  # left, top, right, bottom


def around(centre: Point, size: Box) -> Area:
    """The area of a box with its centre there."""
    (x, y), (width, height) = centre, size
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def overlap(a: Area, b: Area) -> bool:
    """Whether two areas have more than a border in common."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def height_at(curve: Curve, x: float) -> float | None:
    """The height of a curve above a point x, where it passes there once."""
    points = curve.points
    for k in range(0, len(points) - 1, 3):
        if min(points[k][0], points[k + 3][0]) <= x <= max(points[k][0], points[k + 3][0]):
            piece, rising = points[k : k + 4], points[k][0] < points[k + 3][0]
            (ax, _), (bx, _), (cx, _), (dx, _) = piece
            low, high, t = 0.0, 1.0, 0.5
            for _ in range(20):  # on x alone, which is quicker
                t = (low + high) / 2
                s = 1 - t
                at = s**3 * ax + 3 * t * s**2 * bx + 3 * t * t * s * cx + t**3 * dx
                low, high = (t, high) if (at < x) == rising else (low, t)
            return bezier(piece, t)[1]
    return None


def bezier(points: Sequence[Point], t: float) -> Point:
    """A point on one cubic Bézier curve."""
    a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    return a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy


# -- Labels near their lines ------------------------------------------------------------------

NEAR = 10.5  # from the line to the middle of the label


def with_labels_near(layout: Layout, boxes: Sequence[Box], links: Sequence[Link]) -> Layout:
    """Move labels up or down to their lines, as far as they meet no box and no other label.

    Graphviz keeps the whole room of a label off a slanting line; most texts are shorter than it.
    """
    places = [around(place, box) for place, box in zip(layout.boxes, boxes, strict=True)]
    taken = [
        around(curve.label, link.label) if curve.label and link.label else None
        for curve, link in zip(layout.curves, links, strict=True)
    ]
    curves = list(layout.curves)
    for number, (curve, link) in enumerate(zip(layout.curves, links, strict=True)):
        if not (curve.label and link.label):
            continue
        x, y = curve.label
        lines = [
            line
            for shift in (-0.5, 0.0, 0.5)
            if (line := height_at(curve, x + shift * link.usual)) is not None
        ]
        if not lines or min(lines) - NEAR <= y <= max(lines) + NEAR:
            continue
        wish = max(lines) + NEAR if y > max(lines) else min(lines) - NEAR
        others = [*places, *[area for k, area in enumerate(taken) if area and k != number]]
        for share in (1.0, 0.6, 0.3):
            moved = (x, y + share * (wish - y))
            area = around(moved, link.label)
            if not any(overlap(area, other) for other in others):
                curves[number], taken[number] = curve._replace(label=moved), area
                break
    return layout._replace(curves=tuple(curves))
