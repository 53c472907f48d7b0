"""The command ``adlab``.

Exit codes: 0 done · 1 something on this machine stands in the way · 2 the command was misused.
"""

from __future__ import annotations

import sqlite3
import sys
from collections import Counter
from collections.abc import Sequence
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from adlab.course import class_cli, doctor, grade_cli, inventory_cli, lab, learn_cli, release_cli
from adlab.course.hub import OutOfReach, Running, running_server
from adlab.course.saying import err, fail, out
from adlab.course.site.command import site_command
from adlab.course.workspace import Delivery, Outcome, deliver, shipped
from adlab.grading.exercises.exercise import ExerciseError

app = typer.Typer(
    help="Learn automatic differentiation by stepping through the derivative of your own function.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command with the given words, by default those of the command line.

    What follows ``--`` is Jupyter's and is taken off first: the parser would take its first
    word for FOLDER.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    for_jupyter: list[str] = []
    if words[:1] == ["lab"] and "--" in words:
        cut = words.index("--")
        words, for_jupyter = words[:cut], words[cut + 1 :]
    try:
        app(args=words, obj=for_jupyter, prog_name="adlab")
    except ExerciseError as error:  # of a folder that ADLAB_EXERCISES names
        err.print("Error:", error)
        sys.exit(2)


def _print_version(asked: bool) -> None:
    if asked:
        out.print("adlab", metadata.version("adlab"))
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


@app.command("lab", short_help="Work on the lessons in JupyterLab.")
def lab_command(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help="Your folder; made if it is missing.", file_okay=False
        ),
    ] = Path("adlab-lessons"),
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address instead of opening it.")
    ] = False,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = None,
) -> None:
    """Bring the lessons into FOLDER and open JupyterLab on lesson 00.

    Run it again at any time, also after an upgrade of adlab: lessons you have not touched are
    brought up to date. A file you changed is never overwritten; when there is a newer version,
    it is put beside yours, as `00-tour.new.ipynb`. To get a fresh copy, delete or rename yours.

    In a terminal or a notebook of a Jupyter that runs already, on a hub for instance, the lessons
    are brought and the link to them is printed: no second server is started, unless you give a
    port or arguments.

    Arguments for Jupyter itself go after two dashes: `adlab lab -- --ip=0.0.0.0`
    """
    folder = folder.resolve()
    server = None if context.obj or port is not None else running_server()
    if server:
        _show_in(server, folder)
        return
    try:
        import jupyterlab.labapp  # noqa: F401  (asked first, so that nothing is half done)
    except ImportError as error:
        fail(f'JupyterLab is missing ({error}). To install it:\n    pip install "adlab[lab]"')
    lesson = _first_lesson(_bring(folder))
    where = f"lesson 00, {lesson}" if lesson else "your folder"
    verb = "Serving" if no_browser else "Opening"
    out.print(f"{verb} JupyterLab on {where}. Ctrl-C stops it.")
    lab.start(
        lab.server_arguments(
            folder, lesson, port=port, browser=not no_browser, extra=context.obj or ()
        )
    )


@app.command("lessons", short_help="Bring the lessons into a folder, and start nothing.")
def lessons_command(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help="Your folder; made if it is missing.", file_okay=False
        ),
    ] = Path("adlab-lessons"),
) -> None:
    """Bring the lessons into FOLDER, and sign them so that their players are alive.

    For a Jupyter that is started without adlab. What you changed is never overwritten, as with
    `adlab lab`.
    """
    _bring(folder.resolve())


def _bring(folder: Path) -> list[Delivery]:
    """Bring the lessons into a folder, and sign them; ends the command if that is not possible."""
    try:
        deliveries = deliver(shipped(), folder)
    except OSError as error:
        fail(f"Cannot bring the lessons into {folder}: {error}")
    _report(folder, deliveries)
    _sign(deliveries)
    return deliveries


def _first_lesson(deliveries: Sequence[Delivery]) -> str | None:
    return next((each.name for each in deliveries if fnmatch(each.name, "00-*.ipynb")), None)


def _show_in(server: Running, folder: Path) -> None:
    """Bring the lessons to a server that runs, and say where it shows them."""
    try:
        server.link(folder)
    except OutOfReach as error:
        fail(str(error))
    lesson = _first_lesson(_bring(folder))
    where = "" if server.is_whole else ", behind the address of your hub"
    out.print(f"Jupyter runs already. The lessons are at this address{where}:\n")
    out.print(f"    {server.link(folder / (lesson or ''))}\n")


@app.command("doctor", short_help="Check this installation.")
def doctor_command() -> None:
    """Show what adlab finds on this machine, and what to do about what it does not find.

    Ends with exit code 1 if something is missing without which adlab cannot work.
    """
    findings = doctor.examine()
    table = Table("", "found", "advice", box=None, header_style="bold")
    for finding in findings:
        table.add_row(finding.subject, finding.found, finding.advice)
    out.print(table)
    if any(finding.fatal for finding in findings):
        fail(doctor.verdict(findings))
    out.print(doctor.verdict(findings))


app.command("start", short_help="Begin an exercise.")(learn_cli.start_command)
app.command("check", short_help="Check your solution of an exercise.")(learn_cli.check_command)
app.command("watch", short_help="Check at each save.")(learn_cli.watch_command)
app.command("hint", short_help="Show the next hint.")(learn_cli.hint_command)
app.command("progress", short_help="Show how far you are.")(learn_cli.progress_command)
app.command("grade", short_help="Grade submissions, for marks.")(grade_cli.grade)
app.command("class", short_help="Ask the room, live.")(class_cli.class_command)
app.command("site", short_help="Build the course as a site.")(site_command)
app.command("merge", short_help="Put together what was graded in parts.")(grade_cli.merge)
app.add_typer(inventory_cli.app, name="inventory")
app.add_typer(grade_cli.author, name="author")
app.add_typer(release_cli.app, name="release")

_WORDING = {
    Outcome.ADDED: "{} new",
    Outcome.UPDATED: "{} updated",
    Outcome.UNCHANGED: "{} unchanged",
    Outcome.KEPT: "{} kept as you changed them",
    Outcome.BESIDE: "{} with a newer version beside yours",
}


def _report(folder: Path, deliveries: Sequence[Delivery]) -> None:
    numbers = Counter(delivery.outcome for delivery in deliveries)
    parts = [
        text.format(numbers[outcome]) for outcome, text in _WORDING.items() if numbers[outcome]
    ]
    out.print(f"Lessons in {folder}: {', '.join(parts) or 'none'}.")
    for delivery in deliveries:
        if delivery.outcome is Outcome.BESIDE and delivery.path:
            newer = delivery.path.relative_to(folder).as_posix()
            out.print(f"  You changed {delivery.name}: it stays, the newer version is {newer}")


def _sign(deliveries: Sequence[Delivery]) -> None:
    paths = [delivery.path for delivery in deliveries if delivery.path]
    try:
        lab.sign(path for path in paths if path.suffix == ".ipynb")
    except (ImportError, OSError, sqlite3.Error) as error:
        err.print(f"Cannot sign the notebooks ({error}): the stored players in them are still")
        err.print("pictures until you run their cells.")
