"""How many minutes a lesson takes: what a reader reads, runs, steps through and solves.

    python -m tests.notebooks.minutes         for each lesson, what it takes and what it says

These are a careful reader's minutes, and not a fast one's. The header of a lesson and the map say
them; `test_minutes` compares.
"""

import re
import sys
from pathlib import Path

import nbformat

from tests.notebooks.rules import cells_of, tags_of_cell
from tests.notebooks.store import NOTEBOOKS

WORDS = 200
"""Words of prose that are read in a minute."""

CELL = 0.5
"""Minutes for a cell of code: it is read, run, and what it shows is read."""

PLAYER = 1.5
"""Minutes more for a player, to step through it."""

PREDICTION = 1.0
"""Minutes more to think about a prediction."""

OPEN, GRADED, GAP = 4.0, 6.0, 1.0
"""Minutes for an exercise, for one whose code is checked, and for each gap that it has."""

RECAP = 2.0
"""Minutes more for the questions at the end."""


def taken(path: Path) -> float:
    """The minutes of a lesson."""
    return sum(map(minutes_of_cell, cells_of(path)))


def minutes_of_cell(cell: nbformat.NotebookNode) -> float:
    """The minutes that a cell takes."""
    if cell.cell_type == "markdown":
        prose = re.sub(r"<details>.*?</details>", "", cell.source, flags=re.DOTALL)
        return len(re.findall(r"\w+", prose)) / WORDS
    tags, source = tags_of_cell(cell), cell.source
    if "exercise" in tags:
        graded = GRADED + GAP * source.count("raise NotImplementedError")
        return graded if source.startswith("# exercise:") else OPEN
    more = PREDICTION * ("predict" in tags) + RECAP * source.startswith("adlab.review(")
    return (
        CELL + more + PLAYER * bool(re.search(r"adlab\.(step|step_with|compare_steps)\(", source))
    )


def rounded(minutes: float) -> int:
    """Minutes as they are said: in fives."""
    return 5 * round(minutes / 5)


def said(path: Path) -> int:
    """The minutes that a lesson's header says."""
    return int(re.search(r"\*\*Time\*\*: (\d+) minutes", cells_of(path)[0].source)[1])


def main() -> None:
    """Print a line for each lesson."""
    for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        print(f"{path.stem:16}{taken(path):6.1f}  {rounded(taken(path)):4}   says {said(path)}")


if __name__ == "__main__":
    sys.exit(main())
