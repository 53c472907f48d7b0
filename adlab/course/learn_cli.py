"""The commands for learners: `adlab check`, `watch`, `hint`, `start` and `progress`.

Exit codes: 0 done · 1 not solved yet (`check`), or something on this machine stands in the way
· 2 the command was misused.
"""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markdown import Markdown
from rich.text import Text

from adlab.course import progress as log
from adlab.course import workfiles
from adlab.course.checking import check_work, keep, open_hint
from adlab.course.grade_cli import ExerciseOption, ExercisesOption, SeedOption, find_works
from adlab.course.pages import hint_text, overview_text
from adlab.course.ready import ready_text
from adlab.course.saying import err, fail, misused, out
from adlab.course.watch import Keys, leaving_quietly, watch
from adlab.grading.exercises.exercise import Exercise, ExerciseError, exercises, unknown
from adlab.grading.exercises.exercise import find as find_exercise
from adlab.grading.exercises.feedback import Feedback, as_text
from adlab.grading.exercises.report import Report
from adlab.grading.walls.server import ForkServer

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="Such as reverse-sweep.")]
FolderOption = Annotated[
    Path | None,
    typer.Option("--folder", help="Your folder; by default the one near you.", file_okay=False),
]


def check_command(
    which: Annotated[
        str, typer.Argument(metavar="FILE|ID", help="A .py file or a notebook, or an exercise.")
    ],
    exercise: ExerciseOption = "",
    seed: SeedOption = None,
    ready: Annotated[
        bool, typer.Option("--ready", help="Run nothing: say whether this will be graded.")
    ] = False,
    own: ExercisesOption = None,
) -> None:
    """Check your solution, and see what to look at next.

    FILE says to which exercise it belongs by a comment, `# exercise: reverse-sweep`, as in the
    files that `adlab lab` gives you. A notebook may hold several exercises. Instead of a file you
    may name an exercise: then your file is looked for here and in your folder.

    With `--ready`, nothing is checked: you see what of your file will be graded, for which
    exercise, and what is left out.

    Ends with exit code 0 if all is solved, and 1 if not yet.
    """
    works = find_works([_file_of(which)], exercise)
    if ready:
        out.print(ready_text(works), end="")
        raise typer.Exit(1 if any(work.problem for work in works) else 0)
    odd = [work for work in works if work.problem]
    for work in odd:
        err.print(f"{work.name}: {work.problem}")
    works = [work for work in works if not work.problem]
    if not works:
        raise typer.Exit(2)
    solved = not odd
    seed = secrets.randbelow(10**6) if seed is None else seed
    with ForkServer() as server:
        for number, work in enumerate(works):
            report = check_work(work, seed, server)
            out.print("\n" * (number > 0), end="")
            _tell(report, work.source)
            solved &= report.solved
    raise typer.Exit(0 if solved else 1)


def watch_command(
    which: Annotated[
        str, typer.Argument(metavar="[ID|FILE]", help="By default, the first that is not solved.")
    ] = "",
    folder: FolderOption = None,
    seed: SeedOption = None,
    own: ExercisesOption = None,
) -> None:
    """Check your file each time you save it, and go on to the next exercise when it is solved.

    Keep your editor open beside it. If there is no file yet, it is put into your folder; what you
    wrote is never overwritten.

    Keys: **h** opens the next hint, **n** goes to the next exercise, **q** quits.
    """
    path = Path(which) if which and which not in exercises() else None
    if path:
        chosen = _exercise_of(path)
    elif which:
        chosen = exercises()[which]
    else:
        standings = log.standings()
        unsolved = [each for each in exercises().values() if not standings[each.id].solved]
        if not unsolved:
            out.print("All exercises are solved.")
            return
        chosen = unsolved[0]
    place = (folder or workfiles.learner_folder()).resolve()
    try:
        if path is None and folder is None:
            path = workfiles.find(chosen)
        with leaving_quietly(), Keys() as keys:
            watch(chosen, path, place, _say, keys, seed=seed, clear=_clear)
    except OSError as error:
        fail(f"Cannot begin in {place}: {error.strerror or error}")


def hint_command(id: IdArgument, own: ExercisesOption = None) -> None:
    """Show the next hint of an exercise. They form a ladder: each says a little more."""
    exercise = _named(id)
    seen, note = open_hint(exercise)
    out.print(hint_text(exercise, seen, f"adlab hint {id}", note))


def start_command(id: IdArgument, folder: FolderOption = None, own: ExercisesOption = None) -> None:
    """Put the file to work in into your folder, if it is not there yet, and show the task."""
    exercise = _named(id)
    try:
        begun = workfiles.begin(exercise, folder and folder.resolve())
    except OSError as error:
        fail(f"Cannot begin: {error}")
    note = log.record(exercise.id, "shown")
    out.print(Markdown(exercise.prompt) if out.is_terminal else exercise.prompt)
    there = "Your file is there" if begun.is_new else "Your file was there already, and stays"
    out.print(f"{there}: {workfiles.shown(begun.path)}")
    out.print(f"Check it: adlab check {id}    At each save: adlab watch {id}")
    if note:
        err.print("Note:", note)


def progress_command(own: ExercisesOption = None) -> None:
    """Show the lessons and exercises, and how far you are.

    What is kept, on this machine only: when you looked at an exercise, checked it or opened a
    hint, and how that went; and what you answered to questions. Your code is not kept.
    """
    columns = out.width if out.is_terminal else None
    out.print(overview_text(log.standings(), columns, log.scores()))


# ------------------------------------------------------------------------------ what they share


def _named(id: str) -> Exercise:
    try:
        return find_exercise(id)
    except ExerciseError as error:
        misused(str(error))


def _file_of(which: str) -> Path:
    """A file as it was given, or the learner's file of an exercise."""
    path = Path(which)
    if which not in exercises() or path.exists():
        return _there(path)
    found = workfiles.find(exercises()[which])
    if not found:
        misused(f"You have no file for {which} yet. To get one: adlab start {which}")
    return found


def _there(path: Path) -> Path:
    """A file that there is; one that is missing may be an exercise, or one not begun yet."""
    if path.exists():
        return path
    exercise = exercises().get(path.stem.replace("_", "-"))
    if exercise:
        misused(f"There is no {path}. To get it: adlab start {exercise.id}")
    if path.name == str(path) and not path.suffix:
        misused(f"{unknown(str(path))} There is no such file either.")
    misused(f"There is no {path}.")


def _exercise_of(path: Path) -> Exercise:
    """The exercise to which a file belongs."""
    path = _there(path)
    if path.suffix == ".ipynb":
        misused("A notebook is checked in the notebook, by adlab.check, or by adlab check.")
    work = find_works([path], "")[0]
    if not work.exercise:
        misused(f"{path}: {work.problem}")
    return exercises()[work.exercise]


def _tell(report: Report, own: str) -> None:
    exercise = exercises()[report.exercise]
    note = keep(report)
    hints = log.standings()[exercise.id].hints
    told = Feedback.of(report, exercise, hints, f"adlab hint {exercise.id}", own=own)
    _say(as_text(told))
    if note:
        err.print("Note:", note)


def _say(text: str) -> None:
    """Print a text, in a terminal with colours for what is right and wrong."""
    shown = Text(text)
    shown.highlight_regex(r"(?m)^  ✓.*$", "green")
    shown.highlight_regex(r"(?m)^  ✗.*$|◀.*$", "red")
    shown.highlight_regex(r"^.*: \d+ of \d+ points$|^.*: not yet\.$", "bold")
    out.print(shown)


def _clear() -> None:
    if out.is_terminal and sys.stdin.isatty():
        out.clear()
