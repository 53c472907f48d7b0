"""The one writer of SVG: elements made, found, filled and written out.

- `shape(tag, look, **attributes)`: an element, with the classes of its look.
- `written(text, look, x, y)`: a text.
- `as_text(root)`: the file.

>>> as_text(shape("g", "edge now", None, written("2 < 5", "partial", 10, 4.5)))
'<g class="adlab-edge adlab-now"><text x="10" y="4.5" class="adlab-partial">2 &lt; 5</text></g>'
"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from adlab.view.drawn.theme import class_names


def shape(tag: str, look: str = "", place: Any = None, *children: Element, **data: Any) -> Element:
    """An element. `place` and `data` are its attributes; numbers are written to a tenth."""
    made = Element(tag)
    for name, value in (place or {}).items():
        made.set(name, value if type(value) is str else plain(value))
    if look:  # all classes begin with adlab-, see `theme.class_names`
        made.set("class", " ".join([f"adlab-{name}" for name in look.split()]))
    for name, value in data.items():
        made.set(name.replace("_", "-"), value if type(value) is str else plain(value))
    made.extend(children)
    return made


def written(text: str, look: str, x: float, y: float, **data: Any) -> Element:
    """A text; where it begins, or with `text_anchor` its middle or its end, is at (x, y)."""
    made = shape("text", look, {"x": x, "y": y} if x else {"y": y}, **data)
    made.text = text
    return made


def box(look: str, left: float, top: float, width: float, height: float, rx: float) -> Element:
    """A rectangle with round corners."""
    return shape("rect", look, {"x": left, "y": top, "width": width, "height": height, "rx": rx})


def plain(value: Any) -> str:
    """A number as it stands in a file, to a tenth; a text as it is."""
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")


def moved(x: float, y: float) -> str:
    """The transform that puts something at a point."""
    return f"translate({plain(x)} {plain(y)})"


def add_look(part: Element, look: str) -> None:
    """More classes for an element."""
    part.set("class", f"{part.get('class', '')} {class_names(look)}".strip())


def as_text(root: Element) -> str:
    """The file."""
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)
