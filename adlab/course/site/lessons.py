"""Lessons as pages: notebooks with the outputs that are stored in them, and live players.

- `lessons(own)`: the notebooks of adlab and those of one's own, by name.
- `lesson_pages(found)`: their pages, and the map.

A stored player brings its script and style. On the site there is one copy of both, for all pages.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from adlab.course.site.sources import Page, contents, home
from adlab.grading.exercises.exercise import exercises
from adlab.view.assets import shared

MAP = "index.ipynb"
WIDGET = "application/vnd.jupyter.widget-view+json"
_SHOWS = re.compile(r'adlab\.exercise\("([\w-]+)"')


def lessons(own: Path | None = None) -> dict[str, Path]:
    """The notebooks by name, in their order; one's own stand in for those of the same name."""
    folders = [home() / "notebooks", *([own] if own else [])]
    found = {path.name: path for folder in folders for path in folder.glob("*.ipynb")}
    return dict(sorted(found.items()))


def lesson_pages(found: dict[str, Path]) -> Iterator[Page]:
    """The pages of notebooks."""
    names = [name for name in found if name != MAP]
    for name, path in found.items():
        notebook = json.loads(path.read_text("utf-8"))
        notebook["cells"] = list(_cells(notebook["cells"]))
        for output in _outputs(notebook["cells"]):
            _slim(output.get("data", {}))
        if name == MAP:
            notebook["cells"].append(_markdown(contents(names)))
        yield Page(f"lessons/{name}", json.dumps(notebook, ensure_ascii=False))
    if MAP not in found:
        yield Page("lessons/index.md", "# Lessons\n" + _listed(names) + contents(names))


def _listed(names: list[str]) -> str:
    return "".join(f"\n- [](./{name})" for name in names) + "\n"


def _cells(cells: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The cells that a site shows: without the learner's progress, with links to exercises."""
    progress = [k for k, cell in enumerate(cells) if "adlab.progress()" in "".join(cell["source"])]
    shows = [k for k in progress if cells[k]["cell_type"] == "code"]
    left_out = {*shows, *(k - 1 for k in shows)}  # the heading above it, too
    for k, cell in enumerate(cells):
        if k in left_out:
            continue
        cell["source"] = "".join(cell["source"])
        cell["metadata"] = {}
        yield cell
        asked = _SHOWS.match(cell["source"]) if cell["cell_type"] == "code" else None
        if asked and asked[1] in exercises():
            page = f"../exercises/{asked[1]}.md"
            yield _markdown(f"[{exercises()[asked[1]].title}]({page}), with its hints folded.")


def _markdown(text: str) -> dict[str, Any]:
    identity = hashlib.sha256(text.encode()).hexdigest()[:16]
    return {"cell_type": "markdown", "id": identity, "metadata": {}, "source": text}


def _outputs(cells: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What cells have shown. What only a running Python could show is taken out."""
    for cell in cells:
        outputs = cell.get("outputs", [])
        cell["outputs"] = [each for each in outputs if WIDGET not in each.get("data", {})]
        if cell["cell_type"] != "code":
            del cell["outputs"]
            continue
        yield from cell["outputs"]


def _slim(data: dict[str, Any]) -> None:
    """Make an output as small as the site allows, and its headings smaller than the page's."""
    if "text/html" in data:
        html = shared("".join(data["text/html"])).replace("<h1>", "<h3>").replace("</h1>", "</h3>")
        data.clear()
        data["text/html"] = html
