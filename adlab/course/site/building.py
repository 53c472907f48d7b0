"""Build the site: write its sources into a folder that goes away, and have Sphinx read them.

- `build(folder, …)`: the site, in a folder of its own; or the texts of it that are translated.
- `Refused`: it cannot be built, with what to do.
"""

from __future__ import annotations

import io
import logging
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adlab.course.site.front import front_page
from adlab.course.site.guides import guide_pages, guide_pictures
from adlab.course.site.lessons import lesson_pages, lessons
from adlab.course.site.reference import reference_pages, with_headings
from adlab.course.site.settings import ENGLISH, Language, settings
from adlab.course.site.sources import Page
from adlab.course.site.tasks import exercise_pages
from adlab.course.site.trying import MissingFiles, Python, assets, try_page
from adlab.view.assets import shared_script

MARK = ".buildinfo"
"""A file that Sphinx leaves in what it has built."""


class Refused(Exception):
    """The site cannot be built. The message says what to do."""


@dataclass(frozen=True)
class Built:
    """What has been built.

    Attributes
    ----------
    folder : where it is; `index.html` is its first page
    pages : how many there are
    warnings : what Sphinx has found, such as a link that leads nowhere
    seconds : how long it took
    """

    folder: Path
    pages: int
    warnings: tuple[str, ...]
    seconds: float


def build(
    folder: Path,
    version: str,
    own_lessons: Path | None = None,
    pyodide: str = "",
    language: Language = ENGLISH,
    *,
    texts: bool = False,
) -> Built:
    """Build the site of the course.

    Parameters
    ----------
    folder : is made, or emptied if it holds a site
    own_lessons : a folder of notebooks; one stands in for the lesson of the same name
    pyodide : where Python for the browser comes from, see `trying.Python`
    language : that of the pages, with their words
    texts : write the texts that can be translated, a .pot file for each page, and no site

    Raises Refused where the folder holds something else, or Sphinx is missing.
    """
    start = time.monotonic()
    python = Python.of(pyodide)
    try:
        python.files()
    except MissingFiles as error:
        raise Refused(str(error)) from error
    _make_room(folder)
    with tempfile.TemporaryDirectory(prefix="adlab-site-") as made:
        sources = Path(made) / "sources"
        _write(sources, _pages(own_lessons))
        for picture in guide_pictures():
            shutil.copy(picture, sources / "guides")
        if own_lessons:
            _copy_beside(own_lessons, sources / "lessons")
        for path, content in assets(python):
            (sources / "static" / path).parent.mkdir(parents=True, exist_ok=True)
            (sources / "static" / path).write_bytes(content)
        python.lay(sources / "static" / "pyodide")
        said = settings(version, language)
        said["html_static_path"] = [*said["html_static_path"], str(sources / "static")]
        builder = "gettext" if texts else "html"
        warnings = _run(builder, sources, folder, said)
    pages = sum(1 for _ in folder.rglob("*.pot" if texts else "*.html"))
    return Built(folder, pages, warnings, time.monotonic() - start)


def _pages(own_lessons: Path | None) -> Iterable[Page]:
    found = lessons(own_lessons)
    yield front_page()
    yield try_page()
    yield from lesson_pages(found)
    yield from exercise_pages(found)
    yield from guide_pages()
    yield from reference_pages()
    yield Page("static/adlab-player.js", shared_script())


def _make_room(folder: Path) -> None:
    if not folder.exists() or not any(folder.iterdir()):
        folder.mkdir(parents=True, exist_ok=True)
    elif (folder / MARK).is_file():
        shutil.rmtree(folder)
        folder.mkdir()
    else:
        raise Refused(
            f"{folder} holds something else than a site: name a folder that is empty or is not "
            "there yet."
        )


def _write(sources: Path, pages: Iterable[Page]) -> None:
    for page in pages:
        path = sources / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.text, "utf-8")


def _copy_beside(own: Path, lessons: Path) -> None:
    """Bring what stands beside the notebooks of one's own, such as pictures."""
    for path in own.iterdir():
        if path.suffix == ".ipynb" or path.name.startswith("."):
            continue
        target = lessons / path.name
        shutil.copytree(path, target) if path.is_dir() else shutil.copy(path, target)


def _run(builder: str, sources: Path, folder: Path, said: dict[str, Any]) -> tuple[str, ...]:
    """Have Sphinx build, quietly; return its warnings."""
    try:
        from sphinx.application import Sphinx
        from sphinx.errors import SphinxError
    except ImportError as error:
        raise Refused(
            f"Sphinx is missing ({error}). To install what builds the site:\n"
            '    pip install "adlab[site]"'
        ) from error
    warnings = io.StringIO()
    try:
        app = Sphinx(
            srcdir=sources,
            confdir=None,
            outdir=folder,
            doctreedir=sources.parent / "doctrees",
            buildername=builder,
            confoverrides=said,
            status=None,
            warning=warnings,
            parallel=os.cpu_count() or 1,
        )
        # Before numpydoc reads them.
        app.connect("autodoc-process-docstring", _docstring, priority=400)
        app.build()
    except SphinxError as error:
        raise Refused(f"The site cannot be built: {error}") from error
    finally:
        logging.getLogger("sphinx").handlers.clear()
    text = re.sub(r"\x1b\[[\d;]*m", "", warnings.getvalue()).replace(f"{sources}{os.sep}", "")
    return tuple(line for line in text.splitlines() if line.strip())


def _docstring(app: Any, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    lines[:] = with_headings(lines)
