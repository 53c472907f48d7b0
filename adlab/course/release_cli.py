"""The commands `adlab release …`: exercises for other tools of a course.

Exit codes: 0 done · 1 something on this machine stands in the way · 2 the command was misused.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from adlab.course.grade_cli import ExercisesOption
from adlab.course.release import classroom, gradescope, nbgrader, otter, prairielearn
from adlab.course.release.files import Files, as_zip, own, write_folder
from adlab.course.saying import err, fail, misused, out
from adlab.grading.exercises.exercise import Exercise, ExerciseError, find

app = typer.Typer(help="Release exercises to other tools of a course.", no_args_is_help=True)

Which = Annotated[list[str], typer.Argument(metavar="ID…", help="The exercises.")]
SeedOption = Annotated[
    int | None, typer.Option("--seed", min=0, help="Of the random graphs; else one is drawn.")
]
WeakOption = Annotated[
    bool, typer.Option("--allow-weak", help="Grade also where a submission could read solutions.")
]


@app.command("nbgrader", short_help="Source notebooks for nbgrader.")
def nbgrader_command(
    which: Which,
    course: Annotated[
        Path, typer.Option("--output", "-o", metavar="COURSE", help="nbgrader's course folder.")
    ],
    assignment: Annotated[
        str, typer.Option("--assignment", "-a", help="The name of the assignment.")
    ],
    exercises: ExercisesOption = None,
) -> None:
    """Write COURSE/source/ASSIGNMENT/ID.ipynb for each exercise.

    Then, in COURSE: nbgrader generate_assignment ASSIGNMENT.
    """
    files = nbgrader.sources(_chosen(which), assignment)
    _write(files, course)
    out.print(f"Next, in {course}: nbgrader generate_assignment {assignment}")


@app.command("gradescope", short_help="An autograder for Gradescope.")
def gradescope_command(
    which: Which,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="ZIP", help="The zip to write.")
    ],
    seed: SeedOption = None,
    allow_weak: WeakOption = False,
    exercises: ExercisesOption = None,
) -> None:
    """Write the zip that Gradescope asks for under Configure Autograder."""
    chosen = _chosen(which)
    files = gradescope.autograder(chosen, _drawn(seed), allow_weak)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(as_zip(files))
    except OSError as error:
        fail(f"Cannot write {output}: {error.strerror}")
    out.print(f"{output}: {sum(each.out_of for each in chosen)} points")


@app.command("prairielearn", short_help="Questions for PrairieLearn.")
def prairielearn_command(
    which: Which,
    course: Annotated[
        Path, typer.Option("--output", "-o", metavar="COURSE", help="PrairieLearn's course folder.")
    ],
    image: Annotated[
        str, typer.Option("--image", help="The name that the grader's image gets.")
    ] = "adlab-grader",
    seed: SeedOption = None,
    allow_weak: WeakOption = False,
    exercises: ExercisesOption = None,
) -> None:
    """Write COURSE/questions/adlab/ID for each exercise, and COURSE/adlab-grader for the image."""
    number = _drawn(seed)
    files = {f"adlab-grader/{name}": text for name, text in prairielearn.image().items()}
    for each in _chosen(which):
        question = prairielearn.question(each, number, image, allow_weak)
        place = f"questions/adlab/{each.id}"
        files.update({f"{place}/{name}": text for name, text in question.items()})
    _write(files, course)
    out.print(f"Next: docker build -t {image} {course / 'adlab-grader'}")


@app.command("otter", short_help="Tests for otter-grader.")
def otter_command(
    which: Which,
    folder: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where to.")],
    exercises: ExercisesOption = None,
) -> None:
    """Write a notebook for each exercise, and tests/ID.py beside it."""
    _write(otter.assignment(_chosen(which)), folder)


@app.command("classroom", short_help="A template repository for GitHub Classroom.")
def classroom_command(
    which: Which,
    folder: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where to.")],
    seed: SeedOption = None,
    exercises: ExercisesOption = None,
) -> None:
    """Write a repository with the tasks, the files to begin with, and a workflow that grades."""
    chosen = _chosen(which)
    _write(classroom.repository(chosen, _drawn(seed)), folder)
    if mine := own(chosen):
        ids = ", ".join(each.id for each in mine)
        err.print(f"Whoever can read the repository can read the solution of {ids}, too.")


def _chosen(ids: Sequence[str]) -> list[Exercise]:
    try:
        return [find(id) for id in dict.fromkeys(ids)]
    except ExerciseError as error:
        misused(str(error))


def _drawn(seed: int | None) -> int:
    return secrets.randbelow(10**6) if seed is None else seed


def _write(files: Files, folder: Path) -> None:
    try:
        write_folder(files, folder)
    except OSError as error:
        fail(f"Cannot write to {folder}: {error.strerror}")
    out.print(f"{len(files)} files in {folder}")
