"""The file in which a learner works on an exercise: where it is, and how it begins.

- `learner_folder()`: the folder that `adlab lab` made, seen from where the learner is.
- `find(exercise)`: the file, if there is one already.
- `begin(exercise, folder)`: the file; the starter is put there if there is none.
- `shown(path)`: a path as it reads from here.

What a learner wrote is never overwritten.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from adlab.course.workspace import MANIFEST, deliver
from adlab.grading.exercises.exercise import Exercise

DEFAULT = "adlab-lessons"


class Begun(NamedTuple):
    """A file to work in, and whether it was put there just now."""

    path: Path
    is_new: bool


def learner_folder(start: Path | None = None) -> Path:
    """The learner's folder at or above a place; if there is none, the default one below it.

    Parameters
    ----------
    start : by default the working directory
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / MANIFEST).exists():
            return folder
    return start / DEFAULT


def find(exercise: Exercise, start: Path | None = None) -> Path | None:
    """The learner's file of an exercise: in the working directory, or in the learner's folder."""
    start = start or Path.cwd()
    places = (start / exercise.file, _place(exercise, learner_folder(start)))
    return next((path for path in places if path.exists()), None)


def begin(exercise: Exercise, folder: Path | None = None) -> Begun:
    """The learner's file, put there with the task beside it if there is none.

    Raises OSError if the folder cannot be written.
    """
    found = find(exercise) if folder is None else None
    folder = folder or learner_folder()
    path = found or _place(exercise, folder)
    if path.exists():
        return Begun(path, False)
    place = path.parent.relative_to(folder).as_posix()
    files = {
        f"{place}/prompt.md": exercise.prompt.encode(),
        f"{place}/{exercise.file}": exercise.starter.encode(),
    }
    deliver({name: text for name, text in files.items() if not (folder / name).exists()}, folder)
    return Begun(path, True)


def shown(path: Path) -> str:
    """A path as it reads from the working directory."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _place(exercise: Exercise, folder: Path) -> Path:
    return folder / "exercises" / exercise.folder.name / exercise.file
