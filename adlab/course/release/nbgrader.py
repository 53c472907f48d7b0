"""nbgrader: source notebooks of exercises, from which it makes and grades assignments.

- `sources(chosen, assignment)`: a notebook for each exercise, below `source/ASSIGNMENT/`.
- `credit_for_all(cells)`: the check cells of a notebook that give everyone full credit.

nbgrader runs the check cell in the process of the student's own code, which can change its outcome:
what it finds is for the student. Marks come from `adlab grade --nbgrader`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from adlab.course.release.files import Files
from adlab.course.release.notebook import Cell, code, markdown, notebook
from adlab.grading.collecting.reading import SOLUTION_CELL
from adlab.grading.exercises.exercise import Exercise

CHECK = """import adlab

adlab.check("{id}", {entry}).report.points"""
"""Its last line is a number: nbgrader takes that for the points. Anything else is full credit."""

_ASKS = re.compile(r"(?:adlab\.)?check\(")


def sources(chosen: Sequence[Exercise], assignment: str) -> Files:
    """The source notebooks of an assignment."""
    return {f"source/{assignment}/{each.id}.ipynb": source(each) for each in chosen}


def source(exercise: Exercise) -> bytes:
    """The source notebook of one exercise. nbgrader itself cuts out the solution."""
    id = exercise.id
    check = CHECK.format(id=id, entry=exercise.entry)
    return notebook(
        [
            markdown(f"{id}-prompt", exercise.prompt, nbgrader=_said(f"{id}-prompt", locked=True)),
            code(
                f"{id}{SOLUTION_CELL}",
                exercise.solution,
                nbgrader=_said(f"{id}{SOLUTION_CELL}", solution=True),
            ),
            code(
                id,
                check,
                nbgrader=_said(id, grade=True, locked=True, points=exercise.out_of),
            ),
        ]
    )


def _said(grade_id: str, points: int | None = None, **flags: bool) -> dict[str, Any]:
    """nbgrader's metadata of a cell."""
    said: dict[str, Any] = {
        "grade_id": grade_id,
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
        "schema_version": 3,
        **flags,
    }
    return said if points is None else {**said, "points": points}


def check_cells(path: Path) -> Iterator[str]:
    """What is wrong with the check cells of a notebook; raises OSError and ValueError."""
    whole = json.loads(path.read_text("utf-8"))
    for cell in credit_for_all(whole.get("cells", [])):
        yield (
            f"{path.name}, cell {cell['metadata']['nbgrader']['grade_id']!r}: it ends in "
            "adlab.check(…), for which nbgrader gives everyone full credit. End it in "
            "adlab.check(…).report.points"
        )


def credit_for_all(cells: Sequence[Cell]) -> Iterator[Cell]:
    """The check cells that ask adlab and do not end in a number."""
    for cell in cells:
        said = cell.get("metadata", {}).get("nbgrader", {})
        text = "".join(cell.get("source", ""))
        if not (said.get("grade") and not said.get("solution") and _ASKS.search(text)):
            continue
        if not text.rstrip().rstrip(";").endswith(".report.points"):
            yield cell
