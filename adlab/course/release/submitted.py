"""One submission, graded where another tool put it: whatever it is, there are reports.

- `Settings.read(path)`: what was said when the exercises were released.
- `graded(folder, settings)`: a report for each exercise.
- `told(report)`: what the student is told, as text.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from adlab.grading.collecting.batch import grade_work, not_graded
from adlab.grading.collecting.students import NOTHING
from adlab.grading.collecting.submissions import collect
from adlab.grading.collecting.work import Work
from adlab.grading.exercises.exercise import exercises, use_folder
from adlab.grading.exercises.feedback import Feedback, as_text
from adlab.grading.exercises.report import Report
from adlab.grading.walls import entry

NO_WALLS = (
    "This machine cannot lock a submission in, so nothing was graded and no attempt is lost. "
    "Please tell your teacher: {}"
)


@dataclass(frozen=True)
class Settings:
    """What was said when the exercises were released.

    Attributes
    ----------
    exercises : ids
    seed : of the random graphs: handing in again is no lottery
    allow_weak : whether to grade also where a submission could read the solutions
    """

    exercises: tuple[str, ...]
    seed: int
    allow_weak: bool

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read them, and know the course's own exercises that lie beside them."""
        said = json.loads(path.read_text("utf-8"))
        if (path.parent / "exercises").is_dir():
            use_folder(path.parent / "exercises")
        return cls(tuple(said["exercises"]), said["seed"], said["allow_weak"])


def graded(folder: Path, settings: Settings) -> list[Report]:
    """A report for each exercise, also if there is nothing, or nothing can be graded."""
    layers = entry.probe()
    works = [_work(folder, id) for id in settings.exercises]
    if not layers.strong and not settings.allow_weak:
        why = NO_WALLS.format(layers)
        return [not_graded(work, "grader", why, settings.seed) for work in works]
    return [grade_work(work, settings.seed, layers=layers, why=True) for work in works]


def _work(folder: Path, id: str) -> Work:
    """The work that counts: the last one that can be graded, else one that says why not."""
    found = collect(folder, id)
    good = [work for work in found if not work.problem]
    sure = [work for work in good if work.sure] or good
    if sure:
        return max(sure, key=lambda work: work.when)
    nothing = Work(folder.name, id, problem=f"{NOTHING} for {exercises()[id].title}.")
    return found[-1] if found else nothing


def told(report: Report) -> str:
    """What the student is told, as text."""
    return as_text(Feedback.of(report, exercises()[report.exercise], again=" "))
