"""The page "Try your own function": an editor, and Python that runs in the page.

- `try_page(python)`: the page; `assets()`: the files it loads when a visitor starts Python.
- `Python`: where Pyodide comes from, a setting: a folder that is laid beside the page, or an
  address.

Nothing of it is loaded before the click, and nothing that is written there leaves the page.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt

from adlab.course.site.settings import STATIC
from adlab.course.site.sources import Page
from adlab.course.site.wheels import archives
from adlab.grading.exercises.exercise import Exercise, exercises

VERSION = "0.27.7"
PUBLIC = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
"""Pyodide's public distribution."""

CORE = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
PACKAGES = ("numpy", "sqlite3")
FOLDER = "try"

FUNCTION = """import numpy as np

def f(x1, x2):
    return np.log(x1) + x1 * x2 - np.sin(x2)
"""
CALL = "f(2.0, 5.0)"

TEXT = """# Try your own function

```{{raw}} html
{body}
```
"""


class MissingFiles(Exception):
    """A folder is no Pyodide, or lacks a package. The message says what."""


class Python(NamedTuple):
    """Where the page gets Python from.

    Attributes
    ----------
    address : as the page asks for it
    folder : what is laid beside the page, or None
    """

    address: str
    folder: Path | None

    @classmethod
    def of(cls, said: str) -> Python:
        """Read the setting: a folder, an address, or "" for the public distribution.

        >>> Python.of("https://example.org/pyodide").address
        'https://example.org/pyodide/'
        """
        if "://" in said or not said:
            return cls((said or PUBLIC).rstrip("/") + "/", None)
        return cls("_static/pyodide/", Path(said))

    def files(self) -> list[Path]:
        """The files of the folder that the page needs: the core, NumPy, and what that needs.

        Raises MissingFiles if one is not there.
        """
        if self.folder is None:
            return []
        lock = self.folder / LOCK
        if not lock.is_file():
            raise MissingFiles(f"{self.folder} is no folder of Pyodide: there is no {LOCK}.")
        packages = json.loads(lock.read_text("utf-8"))["packages"]
        wanted, names = list(PACKAGES), []
        while wanted:
            package = packages[wanted.pop()]
            names.append(package["file_name"])
            wanted += package["depends"]
        files = [self.folder / name for name in (*CORE, LOCK, *names)]
        missing = [path.name for path in files if not path.is_file()]
        if missing:
            raise MissingFiles(
                f"{self.folder} lacks {', '.join(missing)}, which Pyodide's distribution has."
            )
        return files

    def lay(self, target: Path) -> None:
        """Copy the files of the folder beside the page."""
        for path in self.files():
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)


def assets(python: Python) -> Iterator[tuple[str, bytes]]:
    """The files of the page, by their path below the static ones."""
    made = archives()
    for name, content in made.items():
        yield f"{FOLDER}/{name}", content
    for name in ("try.js", "worker.js"):
        yield f"{FOLDER}/{name}", (STATIC / FOLDER / name).read_bytes()
    known = {each.id: _told(each) for each in exercises().values()}
    told = {"python": python.address, "archives": list(made), "exercises": known}
    yield f"{FOLDER}/told.json", json.dumps(told, ensure_ascii=False).encode()


def try_page() -> Page:
    """The page; what it shows of exercises it loads when one is chosen."""
    known = exercises().values()
    options = "".join(
        f'<option value="{each.id}">{escape(f"{each.lesson} · {each.title}")}</option>'
        for each in known
    )
    body = (STATIC / FOLDER / "try.html").read_text("utf-8")
    for name, text in {"OPTIONS": options, "CODE": escape(FUNCTION), "CALL": CALL}.items():
        body = body.replace(f"{{{{{name}}}}}", text)
    return Page("try.md", TEXT.format(body=body))


def _told(exercise: Exercise) -> dict[str, object]:
    """What the page shows of an exercise: the task, the code to begin with, the hints."""
    written = MarkdownIt("commonmark", {"html": False}).enable("table")
    return {
        "title": exercise.title,
        "task": written.render(exercise.prompt.partition("\n")[2]),
        "starter": exercise.starter.strip() + "\n",
        "hints": [written.renderInline(hint) for hint in exercise.hints],
        "page": f"exercises/{exercise.id}.html",
    }
