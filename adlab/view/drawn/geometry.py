"""What a layout is made of: boxes, links, curves, and a little geometry on them.

Coordinates are pixels, x to the right and y down.
"""

from __future__ import annotations

from typing import NamedTuple

Point = tuple[float, float]


class Box(NamedTuple):
    """The room that something needs."""

    width: float
    height: float


class Link(NamedTuple):
    """An edge; there may be several between two boxes."""

    tail: int
    head: int


class Curve(NamedTuple):
    """The course of one link."""

    points: tuple[Point, ...]  # cubic Bézier curves: a start, then three points for each
    tip: Point  # of the arrowhead, whose base is where the last curve ends


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
