"""The player as files: pictures for slides, pages and papers, and plain text.

- `still_svg(timeline, k)`: the picture after k steps, as one SVG that stands alone.
- `moving_svg(timeline)`: all steps of a sweep in one SVG that moves inside an `<img>`.
- `png(svg)`: the same as pixels.

The moving picture is CSS alone, no script. Whatever changes is in it once for each thing that it
shows (see `drawing`), and a rule with the times at which that is visible. For readers who asked for
reduced motion, and in programs that do not animate, it stands still on its last step.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, groupby
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from adlab.engine.steps import Timeline
from adlab.view.diagram import DARK, LIGHT, describe, heat_css, standalone_css, too_big
from adlab.view.drawing import Drawing, draw
from adlab.view.frames import DERIVATIVES, Frame, frames
from adlab.view.geometry import Point
from adlab.view.letters import measure
from adlab.view.narration import Parts
from adlab.view.spec import STEP_LIMIT
from adlab.view.wording import WORDS

SIDE = 16.0  # margin of the texts around the picture
NARROWEST = 620.0  # width of a picture with a caption
SAY, LINE = 15.0, 22.0  # size of the caption, and height of its lines
SMALL, HEAD = 13.0, 34.0  # size of the title, and the room for it

LETTERS_PER_SECOND = 16.0  # a quiet pace of reading
SHORTEST, FIND, REST = 2.0, 1.0, 4.0  # seconds: least of a step, to look around, at the end


def still_svg(timeline: Timeline, k: int, *, title: str = "", caption: bool = False) -> str:
    """The picture after `k` steps; with a caption, the sentence that the player says stands below.

    Raises
    ------
    ValueError
        The graph is too big for a picture.
    """
    _check_size(timeline)
    shown = [frames(timeline, k)[-1]]
    drawing = draw(timeline.graph, shown)
    if caption:
        drawing = _around(drawing, timeline, shown, title)
    return _finish(drawing, timeline, shown[0], "")


def moving_svg(
    timeline: Timeline,
    *,
    title: str = "",
    only: tuple[int, int] | None = None,
    pace: float = 1.0,
) -> str:
    """All steps of a sweep, or those from one to another, as a picture that moves in a loop.

    Parameters
    ----------
    timeline : Timeline
    title : str
        What is stepped through, such as "f(x = 2)".
    only : (int, int), optional
        The first and the last step that are shown.
    pace : float
        2 is twice as fast as usual. Each step stays for as long as its sentence takes to read.

    Raises
    ------
    ValueError
        The graph is too big for a picture, or the pace is not a positive number.
    """
    _check_size(timeline)
    if not pace > 0:
        raise ValueError(f"pace={pace!r} must be greater than 0: 1 is usual, 2 is twice as fast")
    first, last = only or (0, min(len(timeline), STEP_LIMIT))
    shown = frames(timeline, last)[first:]
    drawing = _around(draw(timeline.graph, shown), timeline, shown, title)
    return _finish(drawing, timeline, shown[-1], _animate(drawing.root, durations(shown, pace)))


def durations(shown: Sequence[Frame], pace: float = 1.0) -> list[float]:
    """How long each frame stays, in seconds: long enough to read its sentence."""
    letters = [len("".join(text for text, _ in frame.said)) for frame in shown]
    seconds = [max(SHORTEST, FIND + count / LETTERS_PER_SECOND) for count in letters]
    seconds[-1] += REST
    return [each / pace for each in seconds]


def _check_size(timeline: Timeline) -> None:
    if too_big(timeline.graph):
        said = WORDS["too big"].format(n=len(timeline.graph))
        raise ValueError(f"{said} to_text() and to_dot() have no limit; trace a smaller part")


# -- Around the picture ---------------------------------------------------------------------------


def _around(drawing: Drawing, timeline: Timeline, shown: Sequence[Frame], title: str) -> Drawing:
    """The drawing with a title above, and below how far the sweep is and what is said."""
    root, (left, top, right, bottom) = drawing.root, drawing.area
    missing = max(0.0, NARROWEST - (right - left)) / 2
    left, right, top = left - missing, right + missing, top - HEAD
    room = right - left - 2 * SIDE
    root.append(_line([(title, "name"), *_sweep(timeline)], left + SIDE, top + 26, SMALL))
    root.extend(_progress(drawing, timeline, shown, (left + SIDE, bottom + 10), room))
    said = [wrap(_accented(frame), room) for frame in shown]
    for time, (frame, lines) in enumerate(zip(shown, said, strict=True)):
        where = _line([(_where(timeline, frame.k), "")], right - SIDE, top + 26, SMALL)
        where.set("text-anchor", "end")
        caption = Element("g")
        for number, line in enumerate(lines):
            caption.append(_line(line, left + SIDE, bottom + 40 + LINE * number, SAY))
        root.append(drawing.show(where, [time]))
        root.append(drawing.show(caption, [time]))
    below = bottom + 40 + LINE * max(map(len, said))
    return Drawing(root, (left, top, right, below), drawing.count)


def _sweep(timeline: Timeline) -> Parts:
    kind, seed = timeline.sweep.kind, timeline.sweep.name.partition(" ")[2]
    what = f" {WORDS[f'choose {kind}']} " if seed else ""
    return [(f" · {WORDS['tabs'][kind]}{what and ', ' + what.strip() + ' '}", ""), (seed, "name")]


def _where(timeline: Timeline, k: int) -> str:
    """Where in its sweep a frame is, as the player says it: "backward pass, step 8 of 9"."""
    past = [step.phase for step in timeline.steps[: max(k, 1)]]
    phase = past[-1] if past else ""
    step = WORDS["step"].format(
        n=past.count(phase) if k else 0, of=sum(step.phase == phase for step in timeline)
    )
    return f"{WORDS['phases'][phase]}, {step}" if phase in WORDS["phases"] else step


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
    return {"class": kind, "x": f"{x:.1f}", "y": f"{y:g}", "width": f"{width:.1f}", "height": "4"}


def _line(parts: Parts, x: float, y: float, size: float) -> Element:
    """One line of text, each part in its class."""
    line = Element("text", {"x": f"{x:g}", "y": f"{y:g}", "font-size": f"{size:g}"})
    for text, kind in parts:
        SubElement(line, "tspan", {"class": kind} if kind else {}).text = text
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


# -- Time, colour, and the file -------------------------------------------------------------------


def _animate(root: Element, seconds: Sequence[float]) -> str:
    """Give what is shown now and then a class of its times; return the rules of these classes."""
    total, starts = sum(seconds), [0.0, *accumulate(seconds)]
    names: dict[str, str] = {}
    for part in root.iter():
        if (shown := part.attrib.pop("data-shown", None)) is None:
            continue
        name = names.setdefault(shown, f"t{len(names)}")
        part.set("class", f"{part.get('class', '')} t {name}".strip())
        if str(len(seconds) - 1) not in shown.split():
            part.set("visibility", "hidden")
    rules = [
        f".t {{ animation: {total:.1f}s step-end infinite; animation-name: var(--t); }}",
        f".t.back {{ animation-duration: {total:.1f}s, 0.8s; animation-name: var(--t), back;",
        "  animation-timing-function: step-end, linear; }",
        "@keyframes back { to { stroke-dashoffset: 14; } }",
    ]
    for shown, name in names.items():
        times = {int(time) for time in shown.split()}
        changes = [0, *(t for t in range(1, len(seconds)) if (t in times) != (t - 1 in times))]
        held = "".join(
            f"{100 * starts[t] / total:.4g}%{{visibility:{'visible' if t in times else 'hidden'}}}"
            for t in changes
        )
        rules += [f".{name} {{ --t: {name}; }}", f"@keyframes {name} {{{held}}}"]
    body = "\n".join(rules)
    return f"@media (prefers-reduced-motion: no-preference) {{\n{body}\n}}\n"


CSS = (
    "".join(
        f"""\
.adlab-diagram .{accent} {{ fill: var(--{accent}); }}
.adlab-diagram :is(.box, .line).on-{accent} {{ stroke: var(--{accent}); }}
.adlab-diagram :is(.head, .done).on-{accent} {{ fill: var(--{accent}); }}
"""
        for accent in ("value", "tangent", "adjoint", "partial")
    )
    + """\
.adlab-diagram .unset { fill: var(--soft); }
.adlab-diagram :is(.new, .name, .callout) { font-weight: 700; }
.adlab-diagram .read { stroke-width: 1.8; }
.adlab-diagram .now.box { stroke-width: 3; fill: var(--say); }
.adlab-diagram .visited.box { fill: var(--input); }
.adlab-diagram .now.line { stroke-width: 2.4; }
.adlab-diagram .back { stroke: var(--adjoint); stroke-width: 3; stroke-dasharray: 9 5; }
.adlab-diagram .back_head { fill: var(--adjoint); }
.adlab-diagram .callout rect { fill: var(--say); stroke: var(--adjoint); stroke-width: 1.3; }
.adlab-diagram .tag rect { fill: var(--paper); stroke: var(--adjoint); stroke-dasharray: 3 2; }
.adlab-diagram .tag.complete rect { stroke-dasharray: none; }
.adlab-diagram .tag text { fill: var(--adjoint); }
.adlab-diagram .track { fill: var(--line); opacity: 0.25; }
"""
)


# -- Pixels ---------------------------------------------------------------------------------------


def png(svg: str, *, theme: str = "light", scale: float = 2.0) -> bytes:
    """A picture as pixels, drawn by resvg, whose wheels need no system library.

    Parameters
    ----------
    svg : str
        What `still_svg` gives.
    theme : "light" or "dark"
    scale : float
        Pixels for each unit of the picture.

    Raises
    ------
    ImportError
        The package resvg-py is not installed.
    ValueError
        There is no such theme.
    """
    if theme not in ("light", "dark"):
        raise ValueError(f"theme={theme!r} is neither 'light' nor 'dark'")
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise ImportError(
            "A picture of pixels needs the package resvg-py, which is not installed. Write\n"
            '    pip install "adlab[png]"\n'
            "or use to_svg(), which needs nothing: browsers and slides take SVG as well."
        ) from None
    return bytes(svg_to_bytes(svg_string=plain_css(svg, theme), zoom=scale))


def plain_css(svg: str, theme: str) -> str:
    """A picture with the colours of one theme, in CSS of level 2, as simple programs know it.

    >>> plain_css("<style>:is(.a, .b) { fill: var(--adjoint); }</style>", "light")
    '<style>.a { fill: #b84c00; } .b { fill: #b84c00; }</style>'
    """
    named = dict(re.findall(r"(--\w+): (#\w+)", DARK if theme == "dark" else LIGHT))
    start, style, rest = re.split(r"(?<=<style>)|(?=</style>)", svg, maxsplit=2)
    style = re.sub(r"@media .*?\}\s*\}", "", style, flags=re.DOTALL)
    style = re.sub(r"var\((--\w+)\)", lambda match: named[match[1]], style)
    mixed = r"color-mix\(in srgb, #(\w+) (\d+)%, #(\w+)\)"
    style = re.sub(mixed, lambda match: _mixed(*match.groups()), style)
    rules = []
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", style):
        before, group, after = re.fullmatch(
            r"(.*?)(?::is\(([^)]*)\))?([^()]*)", selector.strip()
        ).groups()
        rules += [
            f"{before}{each}{after} {{ {body.strip()} }}" for each in (group or "").split(", ")
        ]
    return start + " ".join(rules) + rest


def _mixed(one: str, percent: str, other: str) -> str:
    """color-mix() of two colours."""
    share = int(percent) / 100
    pairs = zip(bytes.fromhex(one), bytes.fromhex(other), strict=True)
    return "#" + bytes(round(share * a + (1 - share) * b) for a, b in pairs).hex()


def _finish(drawing: Drawing, timeline: Timeline, last: Frame, motion: str) -> str:
    """The picture as a file."""
    root, (left, top, right, bottom) = drawing.root, drawing.area
    width, height = f"{right - left:.0f}", f"{bottom - top:.0f}"
    said = "".join(text for text, _ in last.said)
    root.attrib |= {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"{left:g} {top:g} {width} {height}",
        "width": width,
        "height": height,
        "aria-label": f"{describe(timeline.graph)} {_where(timeline, last.k)}: {said}",
    }
    heat = heat_css() if root.find(".//g[@data-preview]") is not None else ""
    colour = DERIVATIVES.get(timeline.sweep.kind, "value")
    derivative = f".adlab-diagram .derivative {{ fill: var(--{colour}); }}\n"
    for part in root.iter():
        for name in [name for name in part.attrib if name == "id" or name.startswith("data-")]:
            del part.attrib[name]
    paper = Element("rect", {"class": "paper", "width": width, "height": height})
    paper.attrib |= {"x": f"{left:g}", "y": f"{top:g}"}
    style = Element("style")
    style.text = standalone_css() + derivative + heat + CSS + motion
    root[:0] = [style, paper]
    return ElementTree.tostring(root, encoding="unicode")
