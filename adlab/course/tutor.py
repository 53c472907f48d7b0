"""Exercises in a notebook: what to do, and what came of it.

- `exercise(id)`: the task, with the code to begin with.
- `check(id, yours)`: whether your function or class is right, and if not, where it goes wrong.
- `hint(id)`: the next hint.
- `progress()`: the lessons and exercises, and how far you are.

Exercises of one's own are known by the folder that they are in: `check("mine", f, folder="…")`.

A check here is for learning. It tells what it sees of an object that lives in your own process, and
it keeps to a time limit; marks are given by `adlab grade`.
"""

from __future__ import annotations

import inspect
import os
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

from adlab.course import progress as log
from adlab.course.checking import keep, open_hint
from adlab.course.pages import (
    Shown,
    feedback_html,
    hint_call,
    hint_html,
    hint_text,
    overview_html,
    overview_text,
    task_html,
    task_text,
)
from adlab.course.room.joining import tell
from adlab.engine.errors import InputError, explain
from adlab.grading.collecting.live import Here, source_of
from adlab.grading.diagnosis.diagnosis import diagnosed
from adlab.grading.exercises import exercise as exercises
from adlab.grading.exercises.exercise import Exercise, ExerciseError
from adlab.grading.exercises.feedback import Feedback, as_text
from adlab.grading.exercises.lending import with_given
from adlab.grading.exercises.report import Report
from adlab.grading.exercises.runner import grade
from adlab.grading.walls.entry import submitted
from adlab.grading.walls.sandbox import Layers, SandboxError

_NOTHING: Any = object()

Folder = str | os.PathLike[str] | None


class Checked(Shown):
    """What a check found. A notebook shows it; `print` it elsewhere.

    Attributes
    ----------
    passed : whether all is right
    report : the points and messages, check by check
    """

    def __init__(self, report: Report, feedback: Feedback, diagnosis: str) -> None:
        super().__init__(as_text(feedback), feedback_html(feedback, diagnosis))
        self.report = report
        self.passed = report.solved


def exercise(id: str, *, folder: Folder = None) -> Shown:
    """Show an exercise: the task, the code to begin with, and how to check it.

    Parameters
    ----------
    folder : with exercises of your own; from here on they are known by their ids

    Raises InputError if there is no such exercise; the message lists those there are.
    """
    found = _find(id, folder)
    note = log.record(found.id, "shown")
    hints = log.standings()[found.id].hints
    return Shown(task_text(found, hints, note), task_html(found, hints, note))


def check(
    id: str, yours: Any = _NOTHING, *, seed: int | None = None, folder: Folder = None
) -> Checked:
    """Check a function or class of yours at once.

    Parameters
    ----------
    id : of the exercise, such as "reverse-sweep"
    yours : the function or class itself, not a result of it
    seed : draw the same random graphs again
    folder : with exercises of your own

    Returns
    -------
    Checked
        Its `passed` says whether all is right.

    Raises
    ------
    InputError
        There is no such exercise, or what was given is not what it asks for.
    """
    found = _find(id, folder)
    _refuse(found, yours)
    report = _grade(found, yours, seed)
    failed = report.first_failed
    diagnosis = report.mistake
    note = keep(report)
    tell(report.exercise, report.solved, report.mistake)
    if note:
        report = replace(report, notes=(*report.notes, note))
    unwritten = failed is None or "NotImplementedError" in failed.message
    again = "" if report.solved or unwritten else f"The same graphs again: seed={report.seed}."
    source = source_of(yours, found.entry) if report.solved else None
    own = source.text if source else ""
    hints = log.standings()[found.id].hints
    feedback = Feedback.of(report, found, hints, hint_call(found), again, own)
    return Checked(report, feedback, diagnosis)


def hint(id: str, *, folder: Folder = None) -> Shown:
    """Show the next hint of an exercise, below those you have seen."""
    found = _find(id, folder)
    seen, note = open_hint(found)
    return Shown(hint_text(found, seen, hint_call(found), note), hint_html(found, seen, note))


def progress() -> Shown:
    """Show the lessons and exercises of the course, and how far you are."""
    standings, scores = log.standings(), log.scores()
    return Shown(overview_text(standings, scores=scores), overview_html(standings, scores=scores))


# ------------------------------------------------------------------------------ what is refused


def _find(id: Any, folder: Folder = None) -> Exercise:
    try:
        if folder is not None:
            exercises.use_folder(Path(folder))
        known = exercises.exercises()
    except ExerciseError as error:
        raise InputError(str(error)) from error
    if isinstance(id, str) and id in known:
        return known[id]
    there_are = f"There are: {', '.join(known)}."
    if not isinstance(id, str):
        what = f"An exercise is named by its id, and that is a text. {there_are}"
        raise InputError(explain(what, fix='adlab.check("reverse-sweep", reverse_sweep)'))
    meant = get_close_matches(id, known, 1) or ["reverse-sweep"]
    what = f"{exercises.unknown(id)} {there_are}"
    raise InputError(explain(what, fix=f'"{meant[0]}", for instance'))


def _refuse(found: Exercise, yours: Any) -> None:
    """Raise InputError if it cannot be what the exercise asks for."""
    wanted = "class" if found.asks_for_class else "function"
    right = f'adlab.check("{found.id}", {found.entry})'
    if yours is _NOTHING:
        what = f"Which {wanted} is to be checked? It was not named."
    elif isinstance(yours, str):
        what = f"adlab.check wants the {wanted} itself, and got the text {yours!r}."
    elif wanted == "class" and not inspect.isclass(yours):
        kind = "a function" if inspect.isroutine(yours) else f"an object of {type(yours).__name__}"
        what = f"This exercise asks for a class, and got {kind}."
    elif wanted == "function" and inspect.isclass(yours):
        what = f"This exercise asks for a function, and got the class {yours.__name__}."
    elif not callable(yours):
        shown = repr(yours) if len(repr(yours)) <= 60 else type(yours).__name__
        what = f"adlab.check wants the {wanted} itself, and got {shown}, which looks like a result."
        right += f", and not {found.entry}(…)"
    else:
        return
    raise InputError(explain(what, fix=f"write {right}"))


# ------------------------------------------------------------------------------ a live object


def with_steps_before(found: Exercise, source: str) -> str:
    """The source, and what it uses of the steps of the lesson that are not written yet.

    So each step stands by itself: a right one is right whatever is still missing before it.
    """
    for step in exercises.exercises().values():
        if step.id == found.id:
            break
        if step.lesson == found.lesson:
            source = with_given(source, step.solution, frozenset({step.entry}))
    return source


def _grade(found: Exercise, yours: Any, seed: int | None) -> Report:
    """Grade a live object: by its source in another process, or else in this one."""
    source = source_of(yours, found.entry)
    if source:
        text = with_steps_before(found, source.text)
        try:
            report = grade(found, text, seed=seed)
        except SandboxError:
            report = None
        # It is alive, so its code has run before: that it does not load elsewhere is not its fault.
        if report and (not report.problem or report.problem.kind == "import"):
            checks = tuple(
                replace(each, trace=source.located(each.trace)) for each in report.checks
            )
            start = partial(submitted, found.task(text), found.limits)
            return diagnosed(replace(report, checks=checks), start)
        seed = report.seed if report else seed
    here = Here(yours)
    report = grade(found, "", seed=seed, server=here, layers=Layers(()))
    start = partial(submitted, found.task(""), found.limits, here, Layers(()))
    report = diagnosed(report, start)
    notes = ["it was called in this process: its source was not found, or does not run on its own"]
    if here.left_running:
        notes.append("some of it could not be stopped, and runs on: restart the kernel to end it")
    return replace(report, notes=tuple(notes), hash="")
