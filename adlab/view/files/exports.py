"""The player as files: pictures for slides, pages and papers, and plain text.

- `still_svg(timeline, k)`: the picture after k steps, as one SVG that stands alone.
- `moving_svg(timeline)`: all steps of a sweep in one SVG that moves inside an `<img>`.

The moving picture is CSS alone, no script. Whatever changes is in it once for each thing that it
shows (see `drawing`), and a rule with the times at which that is visible. For readers who asked for
reduced motion, and in programs that do not animate, it stands still on its last step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha1
from itertools import accumulate
from typing import Any, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from adlab.engine.sweeps.timeline import Timeline
from adlab.view.assets import sheet
from adlab.view.drawn.diagram import describe, heat_css, standalone_css
from adlab.view.drawn.drawing import Drawing, draw
from adlab.view.drawn.group_diagram import Album
from adlab.view.drawn.groups import is_big
from adlab.view.drawn.scenes import draw_scenes, stops
from adlab.view.files.caption import add_caption, where
from adlab.view.replay.frames import Frame, frames_at
from adlab.view.replay.spec import STEP_LIMIT
from adlab.view.said.narration import halfway
from adlab.view.said.templates import WORDS

FORWARD = "forward pass"
LETTERS_PER_SECOND = 18.0  # a quiet pace of reading
STEPS_ON_PAPER = 4000  # that are told for a picture
MOST_SCENES = 60  # of a graph in groups, in a picture that moves
SHORTEST, FIND, REST = 2.0, 0.8, 4.0  # seconds: least of a step, to look around, at the end


class Scenes(NamedTuple):
    """A graph in groups; the adjoints say which of many names that a loop carries are shown."""

    album: Album
    adjoints: Mapping[int, Any]


def still_svg(
    timeline: Timeline,
    k: int,
    *,
    title: str = "",
    caption: bool = False,
    scenes: Scenes | None = None,
) -> str:
    """The picture after `k` steps; with a caption, the sentence that the player says stands below.

    A sweep that is wrong on purpose always has its caption, which says so. With `scenes` the graph
    is shown in groups, with the lanes of its loop or the body of its helper.

    Raises
    ------
    ValueError
        The graph is too big for a picture.
    """
    check_size(timeline, scenes)
    shown = frames_at(timeline, [k])
    drawing = _drawn(timeline, shown, scenes)
    if caption or timeline.sweep.note:
        drawing = add_caption(drawing, timeline, shown, title)
    return finish(drawing, timeline, shown[0], "")


def moving_svg(
    timeline: Timeline,
    *,
    title: str = "",
    only: tuple[int, int] | None = None,
    pace: float = 1.0,
    scenes: Scenes | None = None,
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
    scenes : Scenes, optional
        The graph in groups. Of very many steps those are shown that end a turn or a call.

    Raises
    ------
    ValueError
        The graph is too big for a picture, or the pace is not a positive number.
    """
    check_size(timeline, scenes)
    pace = checked_pace(pace)
    shown = _scene_frames(scenes, timeline, only) if scenes else chosen_frames(timeline, only)
    drawing = add_caption(_drawn(timeline, shown, scenes), timeline, shown, title)
    return finish(drawing, timeline, shown[-1], _animate(drawing.root, durations(shown, pace)))


def chosen_frames(timeline: Timeline, only: tuple[int, int] | None = None) -> list[Frame]:
    """The frames of a sweep from one step to another, or all for which there is room."""
    first, last = only or (0, min(len(timeline), STEP_LIMIT))
    return _from(first, timeline, frames_at(timeline, range(first, last + 1)))


def _scene_frames(scenes: Scenes, timeline: Timeline, only: tuple[int, int] | None) -> list[Frame]:
    """Those of a graph in groups: where another picture begins, and as many more as are shown."""
    first, last = only or (0, len(timeline))
    chosen = stops(scenes.album, timeline, first, last, MOST_SCENES)
    return _from(first, timeline, frames_at(timeline, chosen))


def _from(first: int, timeline: Timeline, shown: list[Frame]) -> list[Frame]:
    if first and timeline[first - 1].phase == FORWARD != timeline[first].phase:
        shown[0] = shown[0]._replace(said=halfway())
    return shown


def checked_pace(pace: float) -> float:
    """The pace itself; raises ValueError if it is no positive number."""
    if not pace > 0:
        raise ValueError(f"pace={pace!r} must be greater than 0: 1 is usual, 2 is twice as fast")
    return pace


def on_paper(scenes: Scenes, timelines: Mapping[str, Timeline]) -> Element:
    """What the page shows of a graph in groups when all has run; of very many steps the outside."""
    kinds = [each.sweep.kind for each in timelines.values()]
    timeline = [*timelines.values()][kinds.index("reverse") if "reverse" in kinds else 0]
    if len(timeline) > STEPS_ON_PAPER:
        return scenes.album.overview(scenes.adjoints)
    return _drawn(timeline, frames_at(timeline, [len(timeline)]), scenes).root


def durations(shown: Sequence[Frame], pace: float = 1.0) -> list[float]:
    """How long each frame stays, in seconds: long enough to read its sentence."""
    letters = [len("".join(text for text, _ in frame.said)) for frame in shown]
    seconds = [max(SHORTEST, FIND + count / LETTERS_PER_SECOND) for count in letters]
    seconds[-1] += REST
    return [each / pace for each in seconds]


def _drawn(timeline: Timeline, shown: Sequence[Frame], scenes: Scenes | None) -> Drawing:
    if scenes:
        return draw_scenes(scenes.album, timeline, shown, scenes.adjoints)
    return draw(timeline.graph, shown)


def check_size(timeline: Timeline, scenes: Scenes | None = None) -> None:
    """Raise ValueError if the graph is too big for a picture, and not in groups."""
    if is_big(timeline.graph) and not scenes:
        said = WORDS["too big"].format(n=len(timeline.graph))
        raise ValueError(f"{said} to_text() and to_dot() have no limit; trace a smaller part")


# -- Time, colour, and the file -------------------------------------------------------------------


def _animate(root: Element, seconds: Sequence[float]) -> str:
    """Give what is shown now and then a class of its times; return the rules of these classes."""
    total, starts = sum(seconds), [0.0, *accumulate(seconds)]
    key = "adlab-m" + sha1(ElementTree.tostring(root)).hexdigest()[:4]  # two may stand in one page
    root.set("class", f"{root.get('class')} {key}")
    names: dict[str, str] = {}
    for part in root.iter():
        if (shown := part.attrib.pop("data-shown", None)) is None:
            continue
        name = names.setdefault(shown, f"{key}-{len(names)}")
        part.set("class", f"{part.get('class', '')} adlab-timed {name}".strip())
        if str(len(seconds) - 1) not in shown.split():
            part.set("visibility", "hidden")
    rules = [
        f".{key} .adlab-timed {{ animation: {total:.1f}s step-end infinite;",
        "  animation-name: var(--adlab-timed); }",
        f".{key} .adlab-timed.adlab-back {{ animation-duration: {total:.1f}s, 0.8s;",
        "  animation-name: var(--adlab-timed), adlab-back;",
        "  animation-timing-function: step-end, linear; }",
        "@keyframes adlab-back { to { stroke-dashoffset: 14; } }",
    ]
    for shown, name in names.items():
        times = {int(time) for time in shown.split()}
        changes = [0, *(t for t in range(1, len(seconds)) if (t in times) != (t - 1 in times))]
        held = "".join(
            f"{100 * starts[t] / total:.4g}%{{visibility:{'visible' if t in times else 'hidden'}}}"
            for t in changes
        )
        rules += [f".{name} {{ --adlab-timed: {name}; }}", f"@keyframes {name} {{{held}}}"]
    body = "\n".join(rules)
    return f"@media (prefers-reduced-motion: no-preference) {{\n{body}\n}}\n"


def finish(drawing: Drawing, timeline: Timeline, last: Frame, motion: str) -> str:
    """The picture as a file."""
    root, (left, top, right, bottom) = drawing.root, drawing.area
    width, height = f"{right - left:.0f}", f"{bottom - top:.0f}"
    said = "".join(text for text, _ in last.said)
    root.attrib |= {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"{left:g} {top:g} {width} {height}",
        "width": width,
        "height": height,
        "aria-label": f"{describe(timeline.graph)} {where(timeline, last.k)}: {said}",
    }
    heat = heat_css() if root.find(".//g[@data-preview]") is not None else ""
    for part in root.iter():
        for name in [name for name in part.attrib if name == "id" or name.startswith("data-")]:
            del part.attrib[name]
    paper = Element("rect", {"class": "adlab-paper", "width": width, "height": height})
    paper.attrib |= {"x": f"{left:g}", "y": f"{top:g}"}
    style = Element("style")
    scenes = (part for part in root.iter("g") if "adlab-scene" in part.get("class", "").split())
    grouped = sheet("scenes") if next(scenes, None) is not None else ""
    style.text = standalone_css() + heat + sheet("frames") + grouped + motion
    root[:0] = [style, paper]
    return ElementTree.tostring(root, encoding="unicode")
