"""The command `adlab site`.

Exit codes: 0 done · 1 something stands in the way, or with `--strict` there were warnings · 2 the
command was misused.
"""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer

from adlab.course.grade_cli import ExercisesOption
from adlab.course.saying import err, fail, out
from adlab.course.site.building import Built, Refused, build
from adlab.course.site.settings import Language


def site_command(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where the site goes.", file_okay=False)
    ] = Path("adlab-site"),
    lessons: Annotated[
        Path | None,
        typer.Option(
            "--lessons",
            metavar="FOLDER",
            help="Notebooks of your own; one stands in for adlab's of the same name.",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    own: ExercisesOption = None,
    pyodide: Annotated[
        str,
        typer.Option(
            "--pyodide",
            metavar="FOLDER|URL",
            envvar="ADLAB_PYODIDE",
            help="Python for the page that runs it: a folder, which is laid beside the page, or an "
            "address. By default Pyodide's public distribution, when a visitor asks for it.",
        ),
    ] = "",
    language: Annotated[str, typer.Option("--language", help="Of the pages, such as de.")] = "en",
    translations: Annotated[
        Path | None,
        typer.Option(
            "--translations",
            metavar="FOLDER",
            help="Translated texts, as sphinx-intl keeps them.",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    texts: Annotated[
        bool, typer.Option("--texts", help="Write the texts to translate (.pot), and no site.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="End with exit code 1 if there are warnings.")
    ] = False,
) -> None:
    """Build the course as a site: lessons with live players, exercises, guides, reference.

    The pages of FOLDER work from disk and on any server of files, and ask for nothing elsewhere.
    "Try your own function" runs Python in the page, which takes a server; one of your own is

        python -m http.server --directory adlab-site

    A page for each exercise has the task and the hints, never the solution.

    In another language: `adlab site texts --texts`, then `sphinx-intl update -p texts -d words -l
    de`, whose files are to be translated, and `adlab site --language de --translations words`.
    """
    try:
        spoken = Language(language, translations and translations.resolve())
        built = build(
            folder.resolve(), metadata.version("adlab"), lessons, pyodide, spoken, texts=texts
        )
    except Refused as error:
        fail(str(error))
    _tell(built, texts)
    raise typer.Exit(1 if strict and built.warnings else 0)


def _tell(built: Built, texts: bool) -> None:
    for warning in built.warnings:
        err.print(warning)
    where = built.folder if texts else built.folder / "index.html"
    out.print(f"{built.pages} pages in {built.seconds:.0f} s: {where}")
