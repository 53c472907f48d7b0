"""The commands for teachers and authors: `adlab grade`, `adlab merge` and `adlab author`.

Exit codes: 0 done · 1 not in order (`author check`), or something on this machine stands in the way
· 2 the command was misused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from adlab.course.class_run import ClassRun, Plan
from adlab.course.handing_out import (
    AdjustOption,
    FeedbackColumnOption,
    FeedbackOption,
    GradeColumnOption,
    HandOut,
    ScaleOption,
    WorksheetOption,
)
from adlab.course.release.nbgrader import check_cells
from adlab.course.release.nbgrader_marks import Course, NoCourse
from adlab.course.saying import err, fail, misused, out
from adlab.grading.authoring.author import examine, new
from adlab.grading.collecting.kept import Kept, replace_file
from adlab.grading.collecting.shards import Shard, merged
from adlab.grading.collecting.students import Policy, best, handed_in
from adlab.grading.collecting.submissions import collect
from adlab.grading.collecting.work import Work
from adlab.grading.exercises import gradebook
from adlab.grading.exercises.exercise import (
    OWN_FOLDERS,
    Exercise,
    ExerciseError,
    exercises,
    find,
    unknown,
    use_folder,
)
from adlab.grading.exercises.reasons import KINDS
from adlab.grading.exercises.report import Report
from adlab.grading.walls import entry
from adlab.grading.walls.server import ForkServer

NO_SUBMISSION = "No submission was found: a .py file or a cell says # exercise: and its id."


class Format(StrEnum):
    """What `adlab grade` prints."""

    text = "text"
    json = "json"
    junit = "junit"
    csv = "csv"
    jsonl = "jsonl"


_ENDINGS = {
    ".csv": Format.csv,
    ".json": Format.json,
    ".jsonl": Format.jsonl,
    ".xml": Format.junit,
}


def _use_folders(folders: list[Path] | None) -> list[Path] | None:
    for folder in folders or []:
        try:
            use_folder(folder)
        except ExerciseError as error:
            misused(str(error))
    return folders


ExerciseOption = Annotated[
    str, typer.Option("--exercise", "-e", metavar="ID", help="The exercise, if it is not said.")
]
ExercisesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--exercises",
        metavar="FOLDER",
        help=f"A folder with exercises of your own; as {OWN_FOLDERS}. May be repeated.",
        callback=_use_folders,
    ),
]
SeedOption = Annotated[
    int | None, typer.Option("--seed", help="Draw the same random graphs again.", min=0)
]


def grade(
    submissions: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="SUBMISSION…", help=".py files, notebooks, zips, or folders of them."
        ),
    ] = None,
    format: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="What to print; for a file, what its ending says."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to a file instead.")
    ] = None,
    exercise: Annotated[
        list[str] | None,
        typer.Option("--exercise", "-e", metavar="ID", help="What is graded. May be repeated."),
    ] = None,
    seed: SeedOption = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="How many at a time.")
    ] = None,
    why: Annotated[
        bool, typer.Option("--why", help="Name the mistake in those that fail. Takes longer.")
    ] = False,
    policy: Annotated[
        Policy, typer.Option("--policy", help="Of several attempts, which counts.")
    ] = Policy.last,
    resume: Annotated[
        bool, typer.Option("--resume", help="Grade only what the output does not have yet.")
    ] = False,
    regrade: Annotated[
        bool, typer.Option("--regrade", help="Grade anew, and say whose mark changed and why.")
    ] = False,
    feedback: FeedbackOption = None,
    worksheet: WorksheetOption = None,
    adjust: AdjustOption = None,
    scale: ScaleOption = False,
    grade_column: GradeColumnOption = "",
    feedback_column: FeedbackColumnOption = "",
    secret: Annotated[
        str,
        typer.Option(
            "--seed-per-student",
            metavar="SECRET",
            envvar="ADLAB_SEED_SECRET",
            help="Draw other graphs for each student, the same ones each time.",
        ),
    ] = "",
    dask: Annotated[
        str, typer.Option("--dask", metavar="ADDRESS", help="Grade on a cluster of Dask.")
    ] = "",
    shard: Annotated[
        str | None,
        typer.Option("--shard", metavar="K/N", help="Grade this part of the class; see merge."),
    ] = None,
    nbgrader: Annotated[
        Path | None,
        typer.Option(
            "--nbgrader",
            metavar="COURSE",
            help="Grade what nbgrader collected; write scores into its gradebook.",
        ),
    ] = None,
    assignment: Annotated[
        str, typer.Option("--assignment", "-a", help="nbgrader's assignment.")
    ] = "",
    allow_weak: Annotated[
        bool, typer.Option("--allow-weak", help="Grade also where files are within reach.")
    ] = False,
    own: ExercisesOption = None,
) -> None:
    """Grade submissions, for marks.

    Each folder, zip or file is a student, who gets a row for each exercise; of several attempts
    one counts. All see the same random graphs; `--seed` draws those of an earlier run. No
    submission is written to, and what one does is a line of the result, never the end of the run.

    With `-o marks.csv`, results are kept in `marks.jsonl` as they come. If the run is ended, the
    same command with `--resume` goes on where it was; later it grades only what is new.

    Marks count only where a submission cannot read the solution: that takes Linux (layer L2, see
    `adlab doctor`). Elsewhere, `--allow-weak` grades all the same, and the reports say so.

    Ends with exit code 0 when all are graded, whatever the marks; 1 if grading itself failed, or a
    student has no row in the worksheet.
    """
    layers = entry.probe()
    if not layers.strong and not allow_weak:
        fail(
            f"Here, a submission could read the solutions: {layers}.\n"
            "Grade on Linux for marks that count, or say --allow-weak."
        )
    if secret and seed is not None:
        misused("--seed is one for all, --seed-per-student one for each: say one of them.")
    if policy is Policy.all and (worksheet or adjust):
        misused("A worksheet has one grade for each student: say --policy last or best.")
    if shard and (worksheet or adjust):
        misused("A worksheet is filled when all parts are there: say --worksheet to adlab merge.")
    part = _part(shard, seed is not None or bool(secret))
    course = _course(nbgrader, assignment, submissions)
    if course:
        works = _of_course(course, exercise or [], policy)
        feedback = feedback or course.feedback
    else:
        works = find_class(submissions or [], exercise or [], policy)
    hand_out = HandOut.prepared(feedback, worksheet, adjust, scale, grade_column, feedback_column)
    hand_out = replace(hand_out, course=course)
    hand_out.check(works)
    works = part.of(works) if part else works
    plan = Plan(works, layers, seed, jobs, why or feedback is not None, secret, dask, part)
    run = ClassRun(plan, output, resume, regrade)
    results = run.results()
    done = [result.report for result in results]
    if policy is Policy.best:
        done = best(done)
    run.write(as_format(done, format or _format_of(output)), results)
    _say_counts(done)
    hand_out.deliver(done)
    _end_if_failed(done)


def _course(folder: Path | None, assignment: str, submissions: list[Path] | None) -> Course | None:
    """The course of nbgrader that is meant, if one is; ends the command if nothing is."""
    if folder is None and not submissions:
        misused("Say what is to be graded: files, zips or folders, or --nbgrader COURSE.")
    if folder is None:
        return None
    if submissions or not assignment:
        misused(
            "With --nbgrader COURSE say --assignment NAME, and no submissions: nbgrader has them."
        )
    return Course(folder, assignment)


def _of_course(course: Course, wanted: list[str], policy: Policy) -> list[Work]:
    """What nbgrader collected; ends the command if there is nothing."""
    _known(wanted)
    try:
        works = course.works(wanted or course.exercises(), policy)
    except NoCourse as error:
        fail(str(error))
    return works or misused(f"nbgrader has collected nothing of {course.assignment!r}.")


def merge(
    parts: Annotated[
        list[Path], typer.Argument(metavar="PART…", help="What each adlab grade --shard wrote.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file for the marks.")],
    policy: Annotated[
        Policy, typer.Option("--policy", help="Of several attempts, which counts.")
    ] = Policy.last,
    feedback: FeedbackOption = None,
    worksheet: WorksheetOption = None,
    adjust: AdjustOption = None,
    scale: ScaleOption = False,
    grade_column: GradeColumnOption = "",
    feedback_column: FeedbackColumnOption = "",
    own: ExercisesOption = None,
) -> None:
    """Put together what several `adlab grade --shard` wrote, as if it had been one run.

    Ends with exit code 1 if a part is missing, which is said after all else is written.
    """
    try:
        whole = merged(parts)
    except ValueError as error:
        misused(str(error))
    done = [result.report for result in whole.results]
    if policy is Policy.best:
        done = best(done)
    hand_out = HandOut.prepared(feedback, worksheet, adjust, scale, grade_column, feedback_column)
    try:
        if output.suffix.lower() != ".jsonl":
            replace_file(output, as_format(done, _format_of(output)))
        Kept(output.with_suffix(".jsonl")).finish(whole.results)
    except OSError as error:
        fail(f"Cannot write {output}: {error.strerror}")
    _say_counts(done)
    hand_out.deliver(done)
    if whole.missing:
        fail(f"There is no result of part {', '.join(whole.missing)}.")
    _end_if_failed(done)


def _part(text: str | None, seeded: bool) -> Shard | None:
    """The part of the class that is meant; ends the command if it is none, or none can be fair."""
    if text is None:
        return None
    try:
        shard = Shard.read(text)
    except ValueError as error:
        misused(f"--shard: {error}")
    if not seeded:
        misused("All parts must see the same random graphs: say --seed N, the same N for each.")
    return shard


def _format_of(output: Path | None) -> Format:
    """What a file is written as, by its ending."""
    return _ENDINGS.get(output.suffix.lower() if output else "", Format.text)


def as_format(done: list[Report], format: Format) -> str:
    """Reports as one of the formats."""
    return gradebook.FORMATS[format.value](done)


def _say_counts(done: list[Report]) -> None:
    """How many there are, and what was not graded."""
    kinds = Counter(report.problem.kind for report in done if report.problem and not report.checks)
    students = len({report.student or report.submission for report in done})
    words = f"{len(done)} row{'s' * (len(done) != 1)} of {students} student{'s' * (students != 1)}"
    odd = ", ".join(f"{count} {KINDS.get(kind, kind)}" for kind, count in kinds.items())
    err.print(f"{words}: {odd or 'all'} {'graded' if not odd else ''}".rstrip())


def _end_if_failed(done: list[Report]) -> None:
    """End the command if grading itself failed."""
    failed = [report for report in done if report.problem and report.problem.kind == "grader"]
    for report in failed:
        err.print(f"Not graded: {report.submission}: {report.problem.message}")  # type: ignore[union-attr]
    if failed:
        raise typer.Exit(1)


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
        typer.Argument(metavar="[ID | FOLDER | NOTEBOOK]…", help="By default, all exercises."),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many at a time.")] = 2,
    own: ExercisesOption = None,
) -> None:
    """Check exercises: the solution passes, and all that is wrong fails.

    Also: prompt and hints render, the examples in the prompt are true, and nearly all mutants of
    the solution are caught. Of notebooks for nbgrader, given or in an exercise's folder: that no
    check cell gives everyone full credit.
    """
    notebooks = [Path(each) for each in which or [] if each.endswith(".ipynb")]
    ids = [each for each in which or exercises() if not each.endswith(".ipynb")]
    try:
        chosen = [_exercise(each) for each in ids]
    except ExerciseError as error:
        fail(str(error))
    notebooks += [path for each in chosen for path in sorted(each.folder.glob("*.ipynb"))]
    good = _are_sound(notebooks)
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


def _are_sound(notebooks: Iterable[Path]) -> bool:
    """Whether no check cell of a notebook gives full credit to all; says which do."""
    good = True
    for path in notebooks:
        try:
            wrong = list(check_cells(path))
        except (OSError, ValueError) as error:
            fail(f"Cannot read {path}: {error}")
        out.print(f"{path}\n  {'✗' if wrong else '✓'} its check cells end in a number")
        for line in wrong:
            out.print(f"      {line}")
        good &= not wrong
    return good


def _exercise(name: str) -> Exercise:
    """An exercise by id, or by folder."""
    path = Path(name)
    return Exercise.load(path) if (path / "exercise.toml").exists() else find(name)


def find_works(paths: Iterable[Path], exercise: str) -> list[Work]:
    """What is to be checked; ends the command if there is nothing, or no such exercise."""
    _known([exercise] if exercise else [])
    works = []
    for path in paths:
        _there(path)
        works += collect(path, exercise)
    if not works:
        misused(NO_SUBMISSION)
    return works


def find_class(paths: Sequence[Path], wanted: Sequence[str], policy: Policy) -> list[Work]:
    """What is to be graded; ends the command if there is nothing, or no such exercise."""
    _known(wanted)
    for path in paths:
        _there(path)
    works = handed_in(paths, wanted, policy)
    if not works:
        misused(NO_SUBMISSION)
    return works


def _known(ids: Iterable[str]) -> None:
    for id in ids:
        if id not in exercises():
            misused(f"{unknown(id)} There are: {', '.join(exercises())}.")


def _there(path: Path) -> None:
    if not path.exists():
        misused(f"There is no {path}.")
