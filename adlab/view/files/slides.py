"""A sweep as pictures for slides: one for each step, all of one size.

- `frame_svgs(timeline, …)`: the pictures. They are cut from one drawing, so nothing moves between
  them, and where there are captions the longest decides the height of all.
- `write_frames(pictures, folder, …)`: as files, named for their steps.
- `gif(svgs, seconds, …)`: a GIF that moves.
- `pdf(svgs, …)`: a page for each, as vectors, for Beamer: `\\includegraphics[page=7]{f}`.
"""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np

from adlab.engine.errors import MissingPackageError, explain
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.drawn.drawing import Drawing, draw
from adlab.view.files.caption import add_caption
from adlab.view.files.exports import check_size, chosen_frames, finish
from adlab.view.files.pixels import plain_css, png

_PAGE = """#set document(title: {title})
#set page(margin: 0pt, width: {width}pt, height: {height}pt)
"""
_PICTURE = '#image("{name}", width: 100%, height: 100%)\n'
PIXEL = 0.75  # points


def frame_svgs(
    timeline: Timeline,
    *,
    title: str = "",
    caption: bool = False,
    only: tuple[int, int] | None = None,
) -> list[str]:
    """A picture for each step of a sweep, and one before the first; each stands alone.

    Parameters
    ----------
    title : what is stepped through, above the picture if there are captions
    caption : whether what the player says stands below
    only : the first and the last step that are shown

    Raises ValueError if the graph is too big for a picture.

    >>> import adlab
    >>> graph = adlab.trace(lambda x: x * x, 3.0)
    >>> svgs = frame_svgs(adlab.timeline(graph, "reverse"), caption=True)
    >>> len(svgs), len({_size(svg) for svg in svgs})
    (8, 1)
    """
    check_size(timeline)
    shown = chosen_frames(timeline, only)
    drawing = draw(timeline.graph, shown)
    if caption or timeline.sweep.note:
        drawing = add_caption(drawing, timeline, shown, title)
    pictures = []
    for time, frame in enumerate(shown):
        root = deepcopy(drawing.root)
        _keep_what_shows(root, time)
        pictures.append(finish(Drawing(root, drawing.area, 1), timeline, frame, ""))
    return pictures


def _keep_what_shows(parent: Element, time: int) -> None:
    """Take away what is shown at other times."""
    for part in list(parent):
        shown = part.attrib.pop("data-shown", None)
        if shown is not None and str(time) not in shown.split():
            parent.remove(part)
        else:
            _keep_what_shows(part, time)


def write_frames(
    pictures: Sequence[bytes], folder: str | os.PathLike[str], first: int, ending: str
) -> list[Path]:
    """Write pictures as step-07.svg and so on, named for the steps taken; raises OSError."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    digits = len(str(first + len(pictures) - 1))
    paths = []
    for number, picture in enumerate(pictures, first):
        paths.append(place / f"step-{number:0{max(digits, 2)}}.{ending}")
        paths[-1].write_bytes(picture)
    return paths


def gif(
    svgs: Sequence[str], seconds: Sequence[float], *, theme: str = "light", scale: float = 1.5
) -> bytes:
    """The pictures as a GIF that moves in a loop, each for so many seconds.

    Raises
    ------
    MissingPackageError
        One of the packages Pillow and resvg-py is not installed.
    ValueError
        There is no such theme.
    """
    pictures = [_image(png(svg, theme=theme, scale=scale)) for svg in svgs]
    palette = _palette(pictures)
    flat = [_image(_indices(np.asarray(each), palette)) for each in pictures]
    for each in flat:
        each.putpalette(palette.ravel().tolist())
    file = io.BytesIO()
    flat[0].save(
        file,
        "GIF",
        save_all=True,
        append_images=flat[1:],
        duration=[round(1000 * each) for each in seconds],
        loop=0,
        optimize=False,
        disposal=1,
    )
    return file.getvalue()


def _image(data: bytes | np.ndarray) -> Any:
    """A PNG file, or the places of colours, as an image."""
    try:
        from PIL import Image
    except ImportError:
        raise _missing("A GIF", "Pillow", "png", "to_animated_svg(), which needs nothing") from None
    if isinstance(data, bytes):
        return Image.open(io.BytesIO(data)).convert("RGB")
    return Image.fromarray(data)


def _palette(pictures: Sequence[Any]) -> np.ndarray:
    """The colours that are most used in all pictures, as many as a GIF has room for: one palette
    for all, since a colour must not change where nothing else does."""
    counts: Counter[tuple[int, int, int]] = Counter()
    for picture in pictures:
        for count, colour in picture.getcolors(picture.width * picture.height):
            counts[colour] += count
    return np.array([colour for colour, _ in counts.most_common(256)], np.uint8)


def _indices(picture: np.ndarray, palette: np.ndarray) -> np.ndarray:
    """For each pixel the place of the nearest colour."""
    packed = picture.astype(np.int32) @ np.array([1 << 16, 1 << 8, 1], np.int32)
    codes, places = np.unique(packed, return_inverse=True)
    colours = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1)
    apart = colours[:, None] - palette[None].astype(np.int32)
    nearest = (apart**2).sum(axis=2).argmin(axis=1).astype(np.uint8)
    return nearest[places.ravel()].reshape(picture.shape[:2])


def pdf(svgs: Sequence[str], *, title: str = "", theme: str = "light") -> bytes:
    """The pictures as a PDF of vectors, a page for each; texts stay texts.

    Raises
    ------
    MissingPackageError
        The package typst is not installed.
    ValueError
        There is no such theme.
    """
    try:
        import typst
    except ImportError:
        raise _missing("A PDF", "typst", "pdf", "to_frames(), which writes SVG files") from None
    width, height = _size(svgs[0])
    names = [f"{number}.svg" for number in range(len(svgs))]
    page = _PAGE.format(title=_quoted(title), width=width * PIXEL, height=height * PIXEL)
    pictures = "#pagebreak()\n".join(_PICTURE.format(name=name) for name in names)
    files = {name: plain_css(svg, theme).encode() for name, svg in zip(names, svgs, strict=True)}
    sources = {"main.typ": (page + pictures).encode(), **files}
    return bytes(typst.compile(sources, format="pdf"))  # type: ignore[call-overload]


def _size(svg: str) -> tuple[float, float]:
    """Width and height of a picture."""
    said = re.search(r'<svg[^>]* width="([\d.]+)"[^>]* height="([\d.]+)"', svg)
    assert said
    return float(said[1]), float(said[2])


def _quoted(text: str) -> str:
    """A text in the language of Typst."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _missing(what: str, package: str, extra: str, instead: str) -> MissingPackageError:
    return MissingPackageError(
        explain(
            f"{what} needs the package {package}, which is not installed.",
            fix=f'python -m pip install "adlab[{extra}]"    (or use {instead})',
        )
    )
