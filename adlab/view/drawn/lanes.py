"""Numbers of all turns or calls as lines and bars, for the pictures that are made in Python.

- `lane(row, numbers, turn, width)`: the value or the derivative of a carried name in all turns.
- `axis(numbers, turn, row_count, width)`: below the lanes the turns, and a line at the one shown.
- `chart(row, current)`: the numbers of all calls, small, below a node.

The page draws the same by `static/player/lanes.js` and `calls.js`, for its own width and all turns.

>>> row = Row("x", "value", "value", [1.0, 0.5, 0.25], [1.0, 0.5, math.nan])
>>> picture = lane(row, [1, 2, 3], 2, 400.0)
>>> [part.text for part in picture.iter("text")]
['x', 'value', '0.5', '1']
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from adlab.view.drawn.svg import plain, shape, written
from adlab.view.said import numbers as said

LEFT, RIGHT = 122.0, 66.0  # room for names, and for the largest number
HEIGHT, AXIS = 46.0, 20.0  # of a row, and of the turns below all rows
LOG = 1e3  # from this ratio on, a scale is logarithmic
CALLS_AS_BARS = 8  # of more calls there is a line
WIDE, HIGH, BETWEEN = 26.0, 24.0, 6.0  # of a chart, and between two


class Row(NamedTuple):
    """What one line shows; numbers that are not known are nan."""

    name: str
    kind: str  # in words
    look: str  # "value", "adjoint" or "tangent": its colour
    last: Sequence[float]  # at the end of the sweep: how far the line will reach
    now: Sequence[float]


class Scale(NamedTuple):
    """From numbers to heights."""

    y: Callable[[float], float]
    zero: float
    is_logarithmic: bool


def scale_of(numbers: Sequence[float], top: float, bottom: float) -> Scale:
    """A scale with 0 in it; of numbers of one sign and very different sizes that of the logarithm.

    >>> scale_of([1.0, 2.0], 0.0, 10.0).y(1.0), scale_of([1.0, 1e4], 0.0, 10.0).y(100.0)
    (5.0, 5.0)
    """
    known = [number for number in numbers if math.isfinite(number)]
    sizes = [abs(number) for number in known]
    least, most = min(sizes, default=0.0), max(sizes, default=0.0)
    high = bottom - top
    if least > 0 and most / least > LOG and (min(known) > 0 or max(known) < 0):
        low = math.log10(least)
        each = high / (math.log10(most) - low)
        return Scale(lambda v: bottom - each * (math.log10(abs(v) or least) - low), bottom, True)
    start, span = min([0.0, *known]), max([0.0, *known]) - min([0.0, *known])
    return Scale(
        lambda v: bottom - high * (v - start) / (span or 1.0),
        _zero(start, span, top, bottom),
        False,
    )


def _zero(start: float, span: float, top: float, bottom: float) -> float:
    return bottom + (bottom - top) * start / (span or 1.0)


def x_of(number: int, numbers: Sequence[int], width: float) -> float:
    """Where a turn stands."""
    return LEFT + (width - LEFT - RIGHT) * (number - 1) / max(numbers[-1] - 1, 1)


def lane(
    row: Row, numbers: Sequence[int], turn: int, width: float, shown: Sequence[int] = ()
) -> Element:
    """One row.

    Parameters
    ----------
    row : Row
    numbers : sequence of int
        Of the turns; where some are taken at once, that of the last of them.
    turn : int
        The place of the one that is shown, from 1 on.
    width : float
    shown : sequence of int
        The places of the turns that have a point; by default all.
    """
    places = shown or range(1, len(numbers) + 1)
    high, low = 14.0, HEIGHT - 4.0
    scale = scale_of([row.last[n - 1] for n in places], high, low)

    def at(n: int) -> str:
        y = max(high - 4, min(low, scale.y(row.now[n - 1])))
        return f"{plain(x_of(numbers[n - 1], numbers, width))} {plain(y)}"

    zero = f"M{plain(LEFT)} {plain(scale.zero)}H{plain(width - RIGHT)}"
    picture = shape("g", f"lane of-{row.look}", None, shape("path", "lane-zero", {"d": zero}))
    for run in _runs(places, row.now):
        ends = [plain(x_of(numbers[n - 1], numbers, width)) for n in (run[0], run[-1])]
        line, ground = "L".join(map(at, run)), plain(scale.zero)
        area = f"M{ends[0]} {ground}L{line}L{ends[1]} {ground}z"
        picture.append(shape("path", "lane-area", {"d": area}))
        picture.append(shape("path", "lane-line", {"d": f"M{line}"}))
    kind = f"{row.kind}, log" if scale.is_logarithmic else row.kind
    picture.append(written(row.name, "lane-name", 12, 26))
    picture.append(written(kind, "lane-kind", 12, 40))
    if math.isfinite(row.now[turn - 1]):
        picture.extend(_dot(row.now[turn - 1], at(turn), width))
    known = [row.now[n - 1] for n in places if math.isfinite(row.now[n - 1])]
    if known:
        picture.append(written(said.text(max(known, key=abs)), "lane-most", width - RIGHT + 7, 18))
    return picture


def _runs(places: Sequence[int], now: Sequence[float]) -> list[list[int]]:
    """Stretches without gaps."""
    runs: list[list[int]] = [[]]
    for n in places:
        if math.isfinite(now[n - 1]):
            runs[-1].append(n)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _dot(number: float, at: str, width: float) -> list[Element]:
    """The number of the turn that is shown, on its line."""
    x, y = map(float, at.split())
    leftwards = x > width / 2
    place = x + (-9 if leftwards else 9), max(y - 4, 11.0)
    side = "end" if leftwards else "start"
    dot = shape("circle", "lane-dot", {"cx": x, "cy": y, "r": 4.5})
    return [dot, written(said.text(number), "lane-number", *place, text_anchor=side)]


def axis(numbers: Sequence[int], turn: int, row_count: int, width: float) -> list[Element]:
    """Below the rows some turns by number, and through all rows a line at the one that is shown."""
    x, bottom = x_of(numbers[turn - 1], numbers, width), HEIGHT * row_count
    line = shape("path", "lane-at", {"d": f"M{plain(x)} 4V{plain(bottom + 2)}"})
    marks = [
        written(f"{n:,}", "lane-turn", x_of(n, numbers, width), bottom + 15, text_anchor="middle")
        for n in _marks(numbers[-1], width)
    ]
    return [line, *marks]


def _marks(last: int, width: float) -> list[int]:
    """Round numbers of turns, as many as there is room for.

    >>> _marks(200, 620.0)
    [1, 50, 100, 150, 200]
    """
    raw = last / max(2, int((width - LEFT - RIGHT) // 90))
    unit = 10 ** math.floor(math.log10(raw))
    pitch = max(1, math.ceil(next(m for m in (1, 2, 5, 10) if m * unit >= raw) * unit))
    between = [n for n in range(pitch, last, pitch) if n > 1 and n < last - pitch / 2]
    return sorted({1, *between, last})


def chart(row: Row, current: int) -> Element:
    """The numbers of all calls, as bars or as a line; `current` is the place of the one shown."""
    y = scale_of(row.last, 0.0, HIGH)
    if y.is_logarithmic:  # bars have their zero
        y = scale_of([0.0, *row.last], 0.0, HIGH)
    zero = f"M0 {plain(y.zero)}H{plain(WIDE)}"
    group = shape("g", f"bars of-{row.look}", None, shape("path", "bars-zero", {"d": zero}))
    known = [(n, v) for n, v in enumerate(row.now) if math.isfinite(v)]
    if len(row.now) > CALLS_AS_BARS:
        each = WIDE / (len(row.now) - 1)
        if known:
            line = "L".join(f"{plain(n * each)} {plain(y.y(v))}" for n, v in known)
            group.append(shape("path", "bars-line", {"d": f"M{line}"}))
        if math.isfinite(row.now[current]):
            place = {"cx": current * each, "cy": y.y(row.now[current]), "r": 2.6}
            group.append(shape("circle", "bar-now", place))
        return group
    each = WIDE / len(row.now)
    for n, v in known:
        top, high = min(y.y(v), y.zero), max(abs(y.y(v) - y.zero), 0.8)
        size = {"x": n * each + 0.5, "y": top, "width": max(each - 1, 1.0), "height": high}
        group.append(shape("rect", "bar bar-now" if n == current else "bar", size))
    return group
