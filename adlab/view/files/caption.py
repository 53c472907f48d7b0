"""What stands around a picture: above it what is stepped through, below it what is said.

- `add_caption(drawing, timeline, shown, title)`: a drawing with both.
- `where(timeline, k)`: how far a sweep is, in words.
- `wrap(parts, room)`: a sentence in lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from adlab.engine.sweeps.timeline import Timeline
from adlab.view.drawn.drawing import Drawing
from adlab.view.drawn.geometry import Point
from adlab.view.drawn.theme import class_names
from adlab.view.replay.frames import Frame
from adlab.view.said.letters import measure, shorten
from adlab.view.said.narration import Parts
from adlab.view.said.templates import WORDS

SIDE = 16.0  # margin of the texts
NARROWEST = 620.0  # width, so that sentences have few lines
SAY, LINE = 15.0, 22.0  # size of the sentence, and height of its lines
SHORTEST = 10  # characters of a title that is cut
SMALL, HEAD = 13.0, 34.0  # size of the title, and the room for it


def add_caption(
    drawing: Drawing, timeline: Timeline, shown: Sequence[Frame], title: str
) -> Drawing:
    """The drawing with a title above, and below how far the sweep is and what is said."""
    root, (left, top, right, bottom) = drawing.root, drawing.area
    missing = max(0.0, NARROWEST - (right - left)) / 2
    left, right, top = left - missing, right + missing, top - HEAD
    room = right - left - 2 * SIDE
    root.append(_line(_title(timeline, title, room), left + SIDE, top + 26, SMALL))
    if len(shown) > 1:
        root.extend(_progress(drawing, timeline, shown, (left + SIDE, bottom + 10), room))
    said = [wrap(_accented(frame), room) for frame in shown]
    for time, (frame, lines) in enumerate(zip(shown, said, strict=True)):
        place = _line([(where(timeline, frame.k), "")], right - SIDE, top + 26, SMALL)
        place.set("text-anchor", "end")
        caption = Element("g")
        for number, line in enumerate(lines):
            caption.append(_line(line, left + SIDE, bottom + 40 + LINE * number, SAY))
        root.append(drawing.show(place, [time]))
        root.append(drawing.show(caption, [time]))
    below = bottom + 40 + LINE * max(map(len, said))
    return Drawing(root, (left, top, right, below), drawing.count)


def _title(timeline: Timeline, title: str, room: float) -> Parts:
    """What is stepped through: the function, the kind of sweep, and what it is seeded with."""
    kind, seed, mark = timeline.sweep.kind, timeline.sweep.seed, timeline.sweep.mark
    rest = f" · {WORDS['tabs'][kind]}" + (f", {WORDS[f'choose {kind}']} " if seed else "")
    free = room - measure(rest + seed + mark + where(timeline, 0), SMALL, bold=True) - SIDE
    length = len(title)
    while length > SHORTEST and measure(shorten(title, length), SMALL, bold=True) > free:
        length -= 1
    title = shorten(title, length)
    return [(title, "name"), (rest, ""), (seed, "name"), (f" {mark}", "name adjoint")]


def where(timeline: Timeline, k: int) -> str:
    """Where in its sweep a frame is, as the player says it: "23 / 24 · backward"."""
    phase = timeline[max(k, 1) - 1].phase if len(timeline) else ""
    return f"{k} / {len(timeline)}{WORDS['short phases'].get(phase, '')}"


def _progress(
    drawing: Drawing, timeline: Timeline, shown: Sequence[Frame], at: Point, room: float
) -> list[Element]:
    """A bar of one piece for each step, which is filled from when it has been taken."""
    (x, y), steps = at, len(shown) - 1
    pieces = [Element("rect", _bar("track", x, y, room))]
    for number in range(1, steps + 1):
        start, width = x + room * (number - 1) / steps, room / steps
        gap = min(3.0, width / 4) * (number < steps)
        piece = Element("rect", _bar(f"done on-{shown[number].accent}", start, y, width - gap))
        pieces.append(drawing.show(piece, range(number, len(shown))))
    return pieces


def _bar(kind: str, x: float, y: float, width: float) -> dict[str, str]:
    place = {"x": f"{x:.1f}", "y": f"{y:g}", "width": f"{width:.1f}", "height": "4"}
    return {"class": class_names(kind), **place}


def _line(parts: Parts, x: float, y: float, size: float) -> Element:
    """One line of text, each part in its class."""
    line = Element("text", {"x": f"{x:g}", "y": f"{y:g}", "font-size": f"{size:g}"})
    for text, kind in parts:
        SubElement(line, "tspan", {"class": class_names(kind)} if kind else {}).text = text
    return line


def _accented(frame: Frame) -> Parts:
    """What is said; names of what is written have its colour, as in the player."""
    accented = {"to": f"name {frame.accent}", "strong": f"name {frame.accent}"}
    return [(text, accented.get(kind, kind)) for text, kind in frame.said]


def wrap(parts: Parts, room: float, size: float = SAY) -> list[Parts]:
    """Break a sentence into lines of a width.

    >>> wrap([("x1 is ", ""), ("2", "value"), (".", "")], 60.0)
    [[('x1 is', '')], [('2', 'value'), ('.', '')]]
    """
    words: list[Parts] = [[]]
    for text, kind in parts:
        for piece in re.findall(r"\s+|\S+", text):
            if piece.isspace():
                words.append([])
            else:
                words[-1].append((piece, kind))
    lines: list[Parts] = []
    free = 0.0
    space = measure(" ", size)
    for word in filter(None, words):
        width = sum(measure(text, size, bold="name" in kind) for text, kind in word)
        if not lines or width + space > free:
            lines.append([])
            free = room
        elif lines[-1]:
            word = [(" " + word[0][0], word[0][1]), *word[1:]]
        free -= width + space
        lines[-1] += word
    return [
        [("".join(text for text, _ in run), kind) for kind, run in _runs(line)] for line in lines
    ]


def _runs(line: Parts) -> list[tuple[str, Parts]]:
    return [(kind, list(run)) for kind, run in groupby(line, key=lambda part: part[1])]
