"""Find what people submit: in Python files, in notebooks, in folders of them.

- `collect(path)`: a Work for each exercise that is found there.

A file or a cell belongs to an exercise by a comment, `# exercise: reverse-sweep`; a file may also
be named for it, `reverse_sweep.py`, and a cell may have nbgrader's metadata. Nothing that is found
is run here, or written to.

Of a notebook, the graded cell is taken, and from its other cells what it needs: definitions that it
uses by name, and cells marked `# helper`. Magics and shell lines are left out, with a note.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adlab.grading.collecting.cells import Cell, gather
from adlab.grading.exercises.exercise import exercises
from adlab.grading.walls.wire import clean

LONGEST_FILE = 64 * 1024 * 1024
"""Bytes; a notebook carries its pictures."""

_MARK = re.compile(r"^#\s*exercise:\s*([a-z0-9-]+)\s*$", re.MULTILINE)
_HELPER = re.compile(r"^#\s*helper\b", re.MULTILINE)


@dataclass(frozen=True)
class Work:
    """One submission to one exercise.

    Attributes
    ----------
    name : where it was found
    exercise : id; "" if it could not be told
    source : the code
    notes : what was left out of it
    problem : why there is no code to grade; else ""
    """

    name: str
    exercise: str
    source: str = ""
    notes: tuple[str, ...] = ()
    problem: str = ""


def collect(path: Path, exercise: str = "") -> list[Work]:
    """Find the submissions in a file or below a folder.

    Parameters
    ----------
    path : a .py file, a notebook, or a folder, of which other files, hidden ones and links are
        passed over
    exercise : take only submissions to this one; a Python file then needs no mark

    Whatever is wrong with a file is the `problem` of a Work, never an exception.
    """
    if path.is_dir():
        return [work for file in _files_below(path) for work in collect(file, exercise)]
    works = _from_file(path, exercise)
    return works or [Work(shown(path), exercise, problem=_nothing(path, exercise))]


def shown(path: Path) -> str:
    """A path that is safe to print: a name may hold anything but a slash."""
    return clean(str(path)).replace("\n", "\\n")


def _nothing(path: Path, exercise: str) -> str:
    ids = ", ".join(exercises())
    if path.suffix == ".ipynb":
        wanted = exercise or "reverse-sweep"
        return (
            f"No cell here belongs to {'this' if exercise else 'an'} exercise. "
            f"Mark it with a comment of its own: # exercise: {wanted}"
        )
    return f"It does not say to which exercise it belongs (# exercise: …). There are: {ids}."


def _files_below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix in (".py", ".ipynb") and not hidden and _is_plain_file(path, folder):
            yield path


def _is_plain_file(path: Path, folder: Path) -> bool:
    """Whether it is a file of the folder: a link could lead to somebody else's work."""
    try:
        own = path.resolve().is_relative_to(folder.resolve())
        return own and not path.is_symlink() and path.is_file()
    except OSError:
        return False


def _from_file(path: Path, exercise: str) -> list[Work]:
    try:
        if not path.is_file():
            raise OSError("it is not a file")
        if path.stat().st_size > LONGEST_FILE:
            raise OSError("it is larger than 64 MiB")
        text = path.read_text("utf-8-sig")
        if path.suffix == ".ipynb":
            return _from_notebook(path, json.loads(text), exercise)
    except (OSError, ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return [Work(shown(path), exercise, problem=f"It cannot be read: {why[:200]}.")]
    marked = _MARK.search(text)
    by_name = path.stem.replace("_", "-")
    id = exercise or (marked[1] if marked else by_name)
    if id not in exercises():
        return []
    if exercise and marked and marked[1] != exercise:
        return []
    return [Work(shown(path), id, text)]


# ------------------------------------------------------------------------------ notebooks


def _from_notebook(path: Path, notebook: dict[str, Any], exercise: str) -> list[Work]:
    found = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    cells = [Cell.read(_text(cell)) for cell in found]
    graded: dict[str, int] = {}
    notes: dict[str, list[str]] = {}
    for index, cell in enumerate(found):
        id = _exercise_of(cell)
        if id in exercises() and exercise in ("", id):
            if id in graded:
                notes[id] = ["several cells belong to this exercise; the last was taken"]
            graded[id] = index
    return [
        Work(shown(path), id, *_with_helpers(cells, index, notes.get(id, [])))
        for id, index in graded.items()
    ]


def _text(cell: dict[str, Any]) -> str:
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def _exercise_of(cell: dict[str, Any]) -> str:
    """The id in a cell's comment, or in nbgrader's metadata."""
    marked = _MARK.search(_text(cell))
    nbgrader = cell.get("metadata", {}).get("nbgrader", {})
    return marked[1] if marked else str(nbgrader.get("grade_id", ""))


def _with_helpers(cells: list[Cell], graded: int, notes: list[str]) -> tuple[str, tuple[str, ...]]:
    """The source of a graded cell with what it needs of the others, and notes."""
    helpers = [k for k, cell in enumerate(cells) if _HELPER.search(cell.text) and k != graded]
    order = [*reversed(range(graded)), *range(graded + 1, len(cells))]
    pieces = gather(cells, cells[graded].body, order, helpers)
    dropped = sum(cells[index].dropped for index in {graded, *(piece.cell for piece in pieces)})
    if dropped:
        notes = [*notes, f"left out {dropped} line{'s' * (dropped > 1)} for the notebook (% or !)"]
    if pieces:
        notes = [*notes, "took along what the cell uses from other cells"]
    parts = [piece.text for piece in pieces]
    return "\n\n".join([*parts, cells[graded].text]), tuple(notes)
