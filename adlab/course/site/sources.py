"""Where the texts of the site stand: beside the package in a checkout, in it as data in a wheel.

- `home()`: the folder with the folders `notebooks`, `exercises` and `docs`, and the README.
- `Page`: a page of the site, as text that Sphinx reads.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from adlab.grading.exercises.exercise import shipped_folder


class Page(NamedTuple):
    """A page of the site.

    Attributes
    ----------
    path : below the folder of sources, such as "exercises/reverse-sweep.md"
    text : Markdown, reStructuredText or a notebook, as its path ends
    """

    path: str
    text: str


def home() -> Path:
    """Where this version of adlab has its texts."""
    return shipped_folder().parent


def contents(names: list[str], depth: int = 1) -> str:
    """The pages below a page, in their order; the page itself does not list them."""
    lines = "\n".join(names)
    return f"\n```{{toctree}}\n:hidden:\n:maxdepth: {depth}\n\n{lines}\n```\n"
