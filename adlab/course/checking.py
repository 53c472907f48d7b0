"""What a check does, wherever it is asked for: grade, find out why, write it down.

- `check_work(work, …)`: the report of a file or a cell, with the reason why it failed.
- `prepare_meanwhile(exercise)`: get a diagnosis ready while the learner is at work.
- `keep(report)`: write a check into the log of the learner's progress.
- `open_hint(exercise)`: open the next hint, and write that down.
"""

from __future__ import annotations

import threading
from contextlib import suppress

from adlab.course import progress as log
from adlab.grading.collecting.batch import grade_work
from adlab.grading.collecting.work import Work
from adlab.grading.diagnosis.diagnosis import prepare
from adlab.grading.exercises.exercise import Exercise
from adlab.grading.exercises.report import Report
from adlab.grading.walls.at_once import ALONE
from adlab.grading.walls.remote import Server


def check_work(work: Work, seed: int, server: Server | None = None) -> Report:
    """Grade one submission, and find out why it fails, if it does."""
    return grade_work(work, seed, server, why=True)


def prepare_meanwhile(exercise: Exercise) -> None:
    """The same, while the learner is still at work."""

    def run() -> None:
        with suppress(Exception):  # whoever needs it will be told
            prepare(exercise)

    if not ALONE:
        threading.Thread(target=run, daemon=True).start()


def keep(report: Report) -> str:
    """Write a check down; return what `progress.record` has to say."""
    if report.problem and report.problem.kind == "grader":
        return ""
    id = report.mistake
    return log.record(report.exercise, "checked", report.solved, report.points, id, report.hash)


def open_hint(exercise: Exercise) -> tuple[int, str]:
    """Open the next hint, if there is one.

    Returns
    -------
    How many are open now, and what `progress.record` has to say.
    """
    seen = log.standings()[exercise.id].hints
    if seen >= len(exercise.hints):
        return len(exercise.hints), ""
    return seen + 1, log.record(exercise.id, "hint")
