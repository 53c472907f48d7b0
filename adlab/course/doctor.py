"""Look at an installation: what is there, what is missing, and what to do about it.

``examine()`` returns one Finding for each thing that adlab uses, ``verdict()`` the sum of them.
``find_chromium()`` says where the browser for the tests is.
"""

from __future__ import annotations

import platform
import re
import shutil
import sys
from dataclasses import dataclass
from importlib import metadata

from adlab.grading.walls import entry
from adlab.view.drawn.layout import engine_name


@dataclass(frozen=True)
class Finding:
    """One line of the report.

    Attributes
    ----------
    subject : what was looked for
    found : what was found, in words
    advice : what to do, if something is wanting
    fatal : whether adlab cannot do its work because of it
    needed : whether those who use adlab have any need of it
    """

    subject: str
    found: str
    advice: str = ""
    fatal: bool = False
    needed: bool = True


def examine() -> list[Finding]:
    """Return the findings, in reading order."""
    return [
        Finding("adlab", metadata.version("adlab")),
        Finding("Python", platform.python_version()),
        Finding("installed in", sys.prefix),
        _package("numpy", fatal=True),
        _layout_engine(),
        _package("graphviz", fatal=True),
        _package("ipywidgets", fatal=True),
        _package("anywidget", fatal=True),
        _package("jupyterlab", extra="lab"),
        _sandbox(),
        _chromium(),
    ]


def verdict(findings: list[Finding]) -> str:
    """Whether all is well, in a line.

    >>> verdict([Finding("adlab", "1.0")])
    'All is well.'
    >>> verdict([Finding("jupyterlab", "not installed", 'pip install "adlab[lab]"')])
    'adlab works. What could be better: jupyterlab (see above).'
    >>> verdict([Finding("numpy", "not installed", "pip install numpy", fatal=True)])
    'adlab cannot work without: numpy'
    """
    missing = [finding.subject for finding in findings if finding.fatal]
    if missing:
        return "adlab cannot work without: " + ", ".join(missing)
    wanting = [finding.subject for finding in findings if finding.advice and finding.needed]
    if wanting:
        return f"adlab works. What could be better: {', '.join(wanting)} (see above)."
    return "All is well."


def find_chromium() -> str | None:
    """Return the path of Chromium or Chrome, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    return next(filter(None, map(shutil.which, names)), None)


def _package(name: str, *, extra: str = "", fatal: bool = False) -> Finding:
    oldest = _oldest(name)
    install = f'pip install "adlab[{extra}]"' if extra else f'pip install "{name}>={oldest}"'
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Finding(name, "not installed", install, fatal)
    if _numbers(version) < _numbers(oldest):
        return Finding(name, version, f"older than {oldest}: {install}", fatal)
    return Finding(name, version)


def _layout_engine() -> Finding:
    """Ask the view, which alone decides; a broken one must not keep the report from being made."""
    try:
        engine = engine_name()
    except Exception as error:
        return Finding("layout of graphs", f"fails: {error}", "reinstall adlab", True)
    if engine == "built-in":
        return Finding("layout of graphs", engine, "pip install pygraphviz  (for better pictures)")
    return Finding("layout of graphs", engine)


def _sandbox() -> Finding:
    """Try the walls around submissions; what is missing matters to who gives marks."""

    layers = entry.probe()
    if layers.strong:
        return Finding("grading behind", str(layers))
    return Finding("grading behind", str(layers), "marks that count need L2: see the threat model")


def _chromium() -> Finding:
    path = find_chromium()
    if path:
        return Finding("Chromium", path)
    return Finding("Chromium", "not found", "only for adlab's own browser tests", needed=False)


def _oldest(name: str) -> str:
    """Return the oldest version of a package that adlab's own metadata admits."""
    for requirement in metadata.requires("adlab") or ():
        found = re.match(rf"{name}\s*>=\s*([\d.]+)", requirement)
        if found:
            return found[1]
    raise LookupError(f"adlab does not require {name}")


def _numbers(version: str) -> tuple[int, ...]:
    """Return the leading numbers of a version.

    >>> _numbers("2.1.0rc1")
    (2, 1, 0)
    """
    leading = re.split(r"[^\d.]", version, maxsplit=1)[0]
    return tuple(int(number) for number in leading.split(".") if number)
