"""A layered layout that needs no Graphviz.

- `layered(boxes, links)`: a `Layout` as Graphviz would give it.
- `columns_of(count, links)`, `crossed(columns, links)`: how much there is to lay out.

Boxes stand in columns. A link that leads past columns gets a place in each of them, and in the gaps
between; so nothing can lie on anything else. The places in a column are
ordered so that few links cross, and then moved up and down so that links run straight.

Source: Sugiyama, Tagawa & Toda, *Methods for visual understanding of hierarchical system
structures* (1981); the vertical places are isotonic regressions, by pooling adjacent violators.
"""

from __future__ import annotations

from bisect import bisect, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from adlab.view.drawn.geometry import Box, Curve, Layout, Link, Point

BETWEEN_BOXES = 24.0  # vertical distances
BETWEEN_LINKS = 10.0
BEND = 26.0  # width in which a link may change its height
ARROW = 8.0
STRAIGHT = 1.5  # heights that differ by less are drawn as one
ROUNDS = 6
PLACES_LIMIT = 20_000  # beyond, long links take the direct way, behind the boxes


@dataclass(slots=True, eq=False)
class Place:
    """Something that takes room in a column: a box, or a link on its way."""

    column: int  # even: boxes; odd: the gaps between
    width: float
    above: float  # room above and below the height at which links come and go
    below: float
    is_box: bool
    before: list[Place] = field(default_factory=list)  # neighbours on the left
    after: list[Place] = field(default_factory=list)
    rank: int = 0  # position in its column, from the top
    y: float = 0.0


def layered(boxes: Sequence[Box], links: Sequence[Link]) -> Layout:
    """Place boxes and links in columns; see `adlab.view.drawn.layout.lay_out`.

    Boxes without incoming links come into the first column, so the inputs need no mention.
    """
    layers = columns_of(len(boxes), links)
    places = [
        Place(2 * layer, box.width, box.height / 2, box.height / 2, True)
        for layer, box in zip(layers, boxes, strict=True)
    ]
    longest = max(layers, default=0) if 2 * crossed(layers, links) < PLACES_LIMIT else 4
    routes = [_route(link, places, longest) for link in links]

    columns: list[list[Place]] = [[] for _ in range(2 * max(layers, default=0) + 1)]
    for place in [*places, *[stop for route in routes for stop in route]]:
        columns[place.column].append(place)
    for route, link in zip(routes, links, strict=True):
        for left, right in pairwise([places[link.tail], *route, places[link.head]]):
            left.after.append(right)
            right.before.append(left)
    _reduce_crossings(columns)
    _straighten(columns)
    return _draw(places, links, routes, columns)


def columns_of(count: int, links: Sequence[Link]) -> list[int]:
    """The column of each box: one more than that of its last operand."""
    layers = [0] * count
    for link in sorted(links, key=lambda link: link.head):
        layers[link.head] = max(layers[link.head], layers[link.tail] + 1)
    return layers


def crossed(columns: Sequence[int], links: Sequence[Link]) -> int:
    """How many columns all links cross, taken together: what a layout has to do grows with it."""
    return sum(columns[link.head] - columns[link.tail] for link in links)


def _route(link: Link, places: list[Place], longest: int) -> list[Place]:
    """The places that a link takes on its way."""
    start, end = places[link.tail].column + 1, places[link.head].column
    if end - start > 2 * longest:
        start = end - 1
    return [Place(column, 0, 5, 5, False) for column in range(start, end)]


def _reduce_crossings(columns: list[list[Place]]) -> None:
    """Order each column by the mean rank of its neighbours, from both sides in turn."""
    best, fewest = columns, -1
    for turn in range(2 * ROUNDS):
        forwards = turn % 2 == 0
        for column in columns if forwards else reversed(columns):
            column.sort(key=lambda place: _mean_rank(place, forwards))
            for rank, place in enumerate(column):
                place.rank = rank
        crossings = sum(map(_crossings, columns))
        if fewest < 0 or crossings < fewest:
            best, fewest = [list(column) for column in columns], crossings
        if crossings == 0:
            break
    for column, order in zip(columns, best, strict=True):
        column[:] = order
        for rank, place in enumerate(column):
            place.rank = rank


def _mean_rank(place: Place, forwards: bool) -> float:
    neighbours = place.before if forwards else place.after
    if not neighbours:
        return place.rank
    return sum(neighbour.rank for neighbour in neighbours) / len(neighbours)


def _crossings(column: list[Place]) -> int:
    """How many links cross on their way into a column."""
    seen: list[int] = []
    count = 0
    for place in column:
        ranks = [neighbour.rank for neighbour in place.before]
        count += sum(len(seen) - bisect(seen, rank) for rank in ranks)
        for rank in ranks:
            insort(seen, rank)
    return count


def _straighten(columns: list[list[Place]]) -> None:
    """Move places towards their neighbours, as far as the order in their column allows."""
    for column in columns:
        _settle(column, [(0.0, 1.0)] * len(column))
    for turn in range(2 * ROUNDS):
        forwards = turn % 2 == 1
        for column in columns if forwards else reversed(columns):
            _settle(column, [_wish(place, forwards) for place in column])


def _wish(place: Place, forwards: bool) -> tuple[float, float]:
    """Where a place would like to be, and how much: most of all, links are to run straight."""
    near = place.before if forwards else place.after
    if not near:
        return place.y, 0.5
    if place.is_box:
        return sum(neighbour.y for neighbour in near) / len(near), 1.0
    return near[0].y, 1.0 if near[0].is_box else 20.0


def _settle(column: list[Place], wishes: list[tuple[float, float]]) -> None:
    """The heights nearest to the wishes that keep order and distance: pool adjacent violators."""
    offset, offsets = 0.0, [0.0]
    for upper, lower in pairwise(column):
        gap = BETWEEN_BOXES if upper.is_box and lower.is_box else BETWEEN_LINKS
        offset += upper.below + gap + lower.above
        offsets.append(offset)
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many
    for (wish, weight), offset in zip(wishes, offsets, strict=False):
        mean, count = wish - offset, 1
        while pools and pools[-1][0] > mean:
            above = pools.pop()
            mean = (above[0] * above[1] + mean * weight) / (above[1] + weight)
            weight, count = weight + above[1], count + above[2]
        pools.append((mean, weight, count))
    heights = [mean for mean, _, count in pools for _ in range(count)]
    for place, height, offset in zip(column, heights, offsets, strict=False):
        place.y = height + offset


def _draw(
    places: list[Place],
    links: Sequence[Link],
    routes: list[list[Place]],
    columns: list[list[Place]],
) -> Layout:
    """Coordinates: columns side by side, links through the places on their way."""
    every = [place for column in columns for place in column]
    top = min((place.y - place.above for place in every), default=0)
    for place in every:
        place.y = round(place.y - top)  # whole pixels take less room in a file
    height = max((place.y + place.below for place in every), default=0)

    lefts, rights, x = [], [], 0.0
    for number, column in enumerate(columns):
        wide = round(max((place.width for place in column), default=0))
        bend = round(_bend(column)) if number % 2 else 0
        lefts.append(x + bend)
        rights.append(x + bend + wide)
        x += wide + 2 * bend

    def middle(place: Place) -> float:
        return (lefts[place.column] + rights[place.column]) / 2

    curves = []
    for link, route in zip(links, routes, strict=True):
        tail, head = places[link.tail], places[link.head]
        start = (middle(tail) + tail.width / 2, _port(tail, tail.after, route[0]))
        tip = (middle(head) - head.width / 2, _port(head, head.before, route[-1]))
        # Past wider boxes of its column a link runs straight.
        points = [start]
        _go_on(points, (rights[tail.column], start[1]))
        for stop in route:
            _go_on(points, (lefts[stop.column], stop.y))
            _go_on(points, (rights[stop.column], stop.y))
        _go_on(points, (lefts[head.column] - ARROW, tip[1]))
        _go_on(points, (tip[0] - ARROW, tip[1]))
        curves.append(Curve(tuple(points), (tip[0], points[-1][1])))
    return Layout(x, height, tuple([(middle(p), p.y) for p in places]), tuple(curves))


def _bend(gap: list[Place]) -> float:
    """The width for the bends at both sides of a gap: more where links climb far."""
    climbs = [abs(n.y - place.y) for place in gap for n in (*place.before, *place.after)]
    return BEND + min(60.0, 0.12 * max(climbs, default=0))


def _port(place: Place, neighbours: list[Place], neighbour: Place) -> float:
    """The height at which a link meets a box: links side by side, in the order of their ends."""
    ordered = sorted(neighbours, key=lambda n: n.y)
    number = next(k for k, n in enumerate(ordered) if n is neighbour)
    step = min(16.0, 1.4 * place.above / len(ordered))
    return round(place.y + (number - (len(ordered) - 1) / 2) * step)


def _go_on(points: list[Point], end: Point) -> None:
    """Add a piece that leaves and arrives horizontally; one that runs straight on is no new one."""
    if abs(end[1] - points[-1][1]) < STRAIGHT:
        end = end[0], points[-1][1]
    if end == points[-1]:
        return
    if len(points) > 1 and {y for _, y in points[-4:]} == {end[1]}:
        del points[-3:]
    start, end = points[-1], (round(end[0]), end[1])
    middle = round((start[0] + end[0]) / 2)
    points += [(middle, start[1]), (middle, end[1]), end]
