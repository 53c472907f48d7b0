"""What a check does, wherever it is asked for: grade, find out why, write it down.

- `check_work(work, …)`: the report of a file or a cell; `diagnosed(report, start)`: why it failed.
- `prepare(exercise)`: what a diagnosis would else do first, while its time runs.
- `keep(report)`: write a check into the log of the learner's progress.
- `open_hint(exercise)`: open the next hint, and write that down.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace
from functools import partial

from adlab.course import progress as log
from adlab.grading import probes
from adlab.grading.batch import grade_work
from adlab.grading.diagnosis import Start, diagnose
from adlab.grading.exercise import Exercise, exercises, find
from adlab.grading.remote import Server, submitted
from adlab.grading.report import Report
from adlab.grading.submissions import Work

_preparing = threading.Lock()


def check_work(work: Work, seed: int, server: Server | None = None) -> Report:
    """Grade one submission, and find out why it fails, if it does."""
    report = grade_work(work, seed, server)
    if work.problem or work.exercise not in exercises():
        return report
    exercise = find(work.exercise)
    return diagnosed(
        report, partial(submitted, exercise.task(work.source), exercise.limits, server)
    )


def diagnosed(report: Report, start: Start) -> Report:
    """The same report with a diagnosis, if it has none yet and one is to be had.

    Parameters
    ----------
    start : begins a fresh run of the submission
    """
    failed = [each for each in report.checks if not each.passed and each.kind != "not run"]
    unwritten = any("NotImplementedError" in each.message for each in failed)
    if report.problem or not failed or unwritten or report.diagnosis is not None:
        return report
    try:
        prepare(find(report.exercise))
        found = diagnose(find(report.exercise), start, failed, report.seed)
    except Exception:  # it is an extra: without it, the report still says what failed
        return report
    return replace(report, diagnosis=found.as_dict() if found else None)


def prepare(exercise: Exercise) -> None:
    """Have ready what a submission is compared with: a second or two, once in a process."""
    with _preparing:
        probes.probes(exercise)
        probes.library(exercise)


def prepare_meanwhile(exercise: Exercise) -> None:
    """The same, while the learner is still at work."""

    def run() -> None:
        with suppress(Exception):  # whoever needs it will be told
            prepare(exercise)

    threading.Thread(target=run, daemon=True).start()


def keep(report: Report) -> str:
    """Write a check down; return what `progress.record` has to say."""
    if report.problem and report.problem.kind == "grader":
        return ""
    id = (report.diagnosis or {}).get("id") or ""
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
