"""Where slides of a lesson begin, as reveal and jupyterlab-rise read it from a notebook.

    python -m tests.notebooks.slides        # writes it into the lessons

A heading begins a slide, so that question, step and rule have slides of their own; a text below it,
or a player, one further down. Other code stays on the slide of the text above it, so that what it
prints is there, too. What is for the learner alone is left out.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

LESSONS = Path(__file__).parents[2] / "notebooks"
PLAYER = re.compile(r"\badlab\.(step|explore|step_with|compare_steps|Player)\(")


def slide_type(cell: dict[str, Any]) -> str:
    """The slide_type of a cell; "" stays on the slide of the cell above."""
    text, is_text = "".join(cell["source"]), cell["cell_type"] == "markdown"
    if cell["id"].endswith("-next") or text.startswith("adlab.review("):
        return "skip"
    if cell["id"].endswith("-question") or (is_text and re.match(r"#{1,2} ", text)):
        return "slide"
    if is_text or PLAYER.search(text):
        return "subslide"
    return ""


def with_slides(metadata: dict[str, Any], cell: dict[str, Any]) -> dict[str, Any]:
    """A cell's metadata, with where slides begin."""
    kept = {name: value for name, value in metadata.items() if name != "slideshow"}
    found = slide_type(cell)
    return {"slideshow": {"slide_type": found}, **kept} if found else kept


def main() -> None:
    """Write it into the lessons."""
    for path in sorted(LESSONS.glob("[0-9]*.ipynb")):
        whole = json.loads(path.read_text("utf-8"))
        for cell in whole["cells"]:
            cell["metadata"] = with_slides(cell["metadata"], cell)
        path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
