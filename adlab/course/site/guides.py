"""Guides as pages: the texts of the folder `docs`, the README and its neighbours.

- `guide_pages()`: all of them, with the links between them, and the page that lists them.
- `guide_pictures()`: the pictures that they show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from adlab.course.site.sources import Page, contents, home

BESIDE = ("README", "CONTRIBUTING", "ARCHITECTURE", "CHANGELOG")
"""Texts that stand beside the folder `docs`."""

ORDER = ("readme", "teaching", "misconceptions", "numpy", "performance", "threat-model")
"""The first ones, as the list has them; then the others, by name."""

LIST = """# Guides

{rows}
"""

_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_LINK = re.compile(r"(\]\()([^)#:\s]+)((?:#[^)]*)?\))")


def guide_pages() -> Iterator[Page]:
    """The guides, and the page that lists them."""
    found = {path.stem.lower(): path for path in _texts()}
    names = sorted(found, key=lambda name: (ORDER.index(name) if name in ORDER else 99, name))
    titles = {}
    for name in names:
        text = found[name].read_text("utf-8")
        titles[name] = "adlab on one page" if name == "readme" else _title(text, name)
        text = _TITLE.sub(f"# {titles[name]}", text, count=1)
        yield Page(f"guides/{name}.md", _LINK.sub(lambda link: _followed(link, found), text))
    rows = "\n".join(f"- [{titles[name]}]({name}.md)" for name in names)
    yield Page("guides/index.md", LIST.format(rows=rows) + contents(names))


def guide_pictures() -> list[Path]:
    """The pictures of the guides: PNG and SVG files in the folder `docs`."""
    return sorted(path for path in (home() / "docs").iterdir() if path.suffix in (".png", ".svg"))


def _texts() -> list[Path]:
    beside = (home() / f"{name}.md" for name in BESIDE)
    return [*filter(Path.exists, beside), *sorted((home() / "docs").glob("*.md"))]


def _title(text: str, name: str) -> str:
    found = _TITLE.search(text)
    return found[1] if found else name.capitalize()


def _followed(link: re.Match[str], found: dict[str, Path]) -> str:
    """A link to another text or a picture, from where both stand in one folder."""
    target = Path(link[2])
    if target.suffix == ".md" and target.stem.lower() in found:
        return f"{link[1]}{target.stem.lower()}.md{link[3]}"
    return f"{link[1]}{target.name}{link[3]}"
