"""The commands for teachers and authors: `adlab grade` and `adlab author`.

Exit codes: 0 done · 1 not in order (`author check`), or something on this machine stands in the way
· 2 the command was misused.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from adlab.grading.authoring.author import examine, new
from adlab.grading.collecting.batch import grade_many
from adlab.grading.collecting.submissions import Work, collect

from adlab.grading.exercises.exercise import Exercise, ExerciseError, exercises, find
from adlab.grading.exercises import gradebook
from adlab.grading.exercises.report import Report
from adlab.grading.walls import entry
from adlab.grading.walls.server import ForkServer

out = Console(markup=False, highlight=False, soft_wrap=True)
err = Console(markup=False, highlight=False, soft_wrap=True, stderr=True)


class Format(StrEnum):
    """What `adlab grade` prints."""

    text = "text"
    json = "json"
    junit = "junit"
    csv = "csv"


ExerciseOption = Annotated[
    str, typer.Option("--exercise", "-e", metavar="ID", help="The exercise, if it is not said.")
]
SeedOption = Annotated[
    int | None, typer.Option("--seed", help="Draw the same random graphs again.", min=0)
]


def grade(
    submissions: Annotated[
        list[Path],
        typer.Argument(metavar="SUBMISSION…", help=".py files, notebooks, or folders of them."),
    ],
    format: Annotated[Format, typer.Option("--format", "-f", help="What to print.")] = Format.text,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to a file instead.")
    ] = None,
    exercise: ExerciseOption = "",
    seed: SeedOption = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="How many at a time.")
    ] = None,
    why: Annotated[
        bool, typer.Option("--why", help="Name the mistake in those that fail. Takes longer.")
    ] = False,
    allow_weak: Annotated[
        bool, typer.Option("--allow-weak", help="Grade also where files are within reach.")
    ] = False,
) -> None:
    """Grade submissions, for marks.

    All see the same random graphs; `--seed` draws those of an earlier run. No submission is
    written to, and what one does is a line of the result, never the end of the run.

    Marks count only where a submission cannot read the solution: that takes Linux (layer L2, see
    `adlab doctor`). Elsewhere, `--allow-weak` grades all the same, and the reports say so.

    Ends with exit code 0 when all are graded, whatever the marks; 1 if grading itself failed.
    """
    layers = entry.probe()
    if not layers.strong and not allow_weak:
        fail(
            f"Here, a submission could read the solutions: {layers}.\n"
            "Grade on Linux for marks that count, or say --allow-weak."
        )
    works = find_works(submissions, exercise)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    done: list[Report] = []
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("Grading", total=len(works))
        for report in grade_many(works, seed=seed, jobs=jobs, layers=layers, why=why):
            done.append(report)
            progress.advance(task)
    done = list(in_order(works, done))
    text = as_format(done, format)
    if output:
        try:
            output.write_text(text, "utf-8")
        except OSError as error:
            fail(f"Cannot write {output}: {error.strerror}")
    else:
        out.print(text, end="")
    failed = [report for report in done if report.problem and report.problem.kind == "grader"]
    if failed:
        for report in failed:
            err.print(f"Not graded: {report.submission}: {report.problem.message}")  # type: ignore[union-attr]
        raise typer.Exit(1)


def as_format(done: list[Report], format: Format) -> str:
    """Reports as one of the formats."""
    if format is Format.text:
        return gradebook.as_table(done)
    return gradebook.FORMATS[format.value](done)


author = typer.Typer(help="For authors of exercises.", no_args_is_help=True)


@author.command("new", short_help="Begin a new exercise.")
def author_new(
    id: Annotated[str, typer.Argument(metavar="ID", help="Such as reverse-sweep.")],
    folder: Annotated[
        Path, typer.Option("--folder", help="Where the exercises are.", file_okay=False)
    ] = Path("exercises"),
) -> None:
    """Make the folder of a new exercise: complete, trivial, and in order. Change it from there."""
    try:
        made = new(id, folder)
    except (ExerciseError, OSError) as error:
        fail(str(error))
    out.print(f"Made {made}. Now change its files one by one; after each, run")
    out.print(f"    adlab author check {made}")


@author.command("check", short_help="Check exercises as a whole.")
def author_check(
    which: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID | FOLDER]…", help="By default, all exercises."),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many at a time.")] = 2,
) -> None:
    """Check exercises: the solution passes, and all that is wrong fails.

    Also: prompt and hints render, the examples in the prompt are true, and nearly all mutants of
    the solution are caught.
    """
    try:
        chosen = [_exercise(each) for each in which or exercises()]
    except ExerciseError as error:
        fail(str(error))
    good = True
    with ForkServer() as server, ThreadPoolExecutor(jobs) as executor:
        for exercise in chosen:
            out.print(f"{exercise.id}")
            for finding in examine(exercise, server, executor):
                good &= finding.good
                out.print(f"  {'✓' if finding.good else '✗'} {finding.fact}")
                for line in finding.details:
                    out.print("      " + line.replace("\n", "\n      "))
    if not good:
        fail("Some exercises are not in order: see ✗ above.")


def _exercise(name: str) -> Exercise:
    """An exercise by id, or by folder."""
    path = Path(name)
    return Exercise.load(path) if (path / "exercise.toml").exists() else find(name)


def find_works(paths: Iterable[Path], exercise: str) -> list[Work]:
    """What is to be graded; ends the command if there is nothing, or no such exercise."""
    if exercise and exercise not in exercises():
        misused(f"There is no exercise {exercise!r}. There are: {', '.join(exercises())}.")
    works = []
    for path in paths:
        if not path.exists():
            misused(f"There is no {path}.")
        works += collect(path, exercise)
    if not works:
        misused("No submission was found: a .py file or a cell says # exercise: and its id.")
    return works


def in_order(works: list[Work], done: Iterable[Report]) -> Iterable[Report]:
    """Reports in the order of the submissions."""
    place = {(work.name, work.exercise): k for k, work in enumerate(works)}
    return sorted(done, key=lambda report: place[report.submission, report.exercise])


def fail(message: str) -> NoReturn:
    """End the command: something on this machine stands in the way."""
    err.print("Error:", message)
    raise typer.Exit(1)


def misused(message: str) -> NoReturn:
    """End the command: it was misused."""
    err.print("Error:", message)
    raise typer.Exit(2)
