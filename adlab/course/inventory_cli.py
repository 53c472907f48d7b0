"""The concept inventory on paper, and of a class: `adlab inventory`.

Exit codes: 0 done · 1 something on this machine stands in the way · 2 the command was misused.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from adlab.course.asking.inventory import attempts, exported, items, sheet_text
from adlab.course.asking.report import read, report_text
from adlab.course.asking.sheet import key_html, key_text, sheet_html
from adlab.course.saying import fail, misused, out

app = typer.Typer(
    help="The concept inventory: 20 questions, before and after the course.",
    rich_markup_mode="markdown",
)


class Form(StrEnum):
    """The forms that there are."""

    A = "A"
    B = "B"


@app.callback(invoke_without_command=True)
def sheet(
    context: typer.Context,
    form: Annotated[
        Form, typer.Option(case_sensitive=False, help="A before the course, B after it.")
    ] = Form.A,
    short: Annotated[bool, typer.Option("--short", help="12 questions, 12 minutes.")] = False,
    key: Annotated[
        bool, typer.Option("--key", help="The key instead of the questions, for instructors.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page to print.")
    ] = None,
) -> None:
    """Show the questions of the concept inventory, for paper; with `--key`, their answers.

    In a notebook it is `adlab.inventory()`. It is not validated yet.
    """
    if context.invoked_subcommand:
        return
    name = form.value
    if html is None:
        out.print(key_text(name, short) if key else sheet_text(items(name, short), name))
        return
    _write(html, key_html(name, short) if key else sheet_html(name, short))


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write, as JSON.")],
    learner: Annotated[
        str, typer.Option("--name", help="A name or number by which your tests belong together.")
    ] = "",
) -> None:
    """Write the answers that you gave in notebooks on this machine, to hand them in."""
    if not attempts():
        misused(
            "You have not answered the inventory yet: adlab.inventory() in a notebook shows it."
        )
    _write(file, exported(learner))


@app.command("report")
def report(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Exported files, or tables (.csv).")
    ],
) -> None:
    """Report on a class: clusters, wrong answers, and the normalised gain.

    A table has the columns learner, form, when (before or after) and answers (ABCDE…).
    """
    found = []
    for path in files:
        try:
            found += read(path)
        except OSError as error:
            misused(f"Cannot read {path}: {error.strerror or error}")
        except ValueError as error:
            misused(str(error))
    out.print(report_text(found))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        fail(f"Cannot write {path}: {error.strerror or error}")
    out.print(f"Written: {path}")
