"""Lessons are read back and forth: cells are run again, and a section is run by itself.

Each lesson is run in this process, without a kernel; what its cells print is kept. Checks of
exercises are left out, since they run code elsewhere (`test_exercises` sees to them).
"""

import ast
import contextlib
import io
import linecache
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from IPython.display import DisplayHandle

from tests.notebooks.rules import cells_of, tags_of_cell
from tests.notebooks.store import NOTEBOOKS

pytestmark = pytest.mark.slow

LESSONS = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)

COMPARED = "nbval-check-output"


@pytest.fixture(autouse=True)
def nobody_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ADLAB_PREDICT", "skip")
    monkeypatch.setenv("ADLAB_HOME", str(tmp_path))
    monkeypatch.setattr("IPython.display.display", displayed)


def displayed(*shown: object, display_id: bool = False, **options: object) -> DisplayHandle | None:
    """Show nothing; as in a kernel there is a handle for what is to change later."""
    return DisplayHandle() if display_id else None


def sections(path: Path) -> Iterator[tuple[str, list[nbformat.NotebookNode]]]:
    """The headings `## …` of a lesson, each with its code cells; first what is above the first."""
    heading, found = "", []
    for cell in cells_of(path):
        if cell.cell_type == "code":
            if "check" not in tags_of_cell(cell):
                found.append(cell)
            continue
        for line in cell.source.splitlines():
            if line.startswith("## "):
                yield heading, found
                heading, found = line[3:], []
    yield heading, found


def run(cell: nbformat.NotebookNode, namespace: dict[str, Any]) -> str:
    """Run a cell, and give what it prints, its last expression included."""
    name = f"<{cell.id}>"  # adlab reads names and places from the source
    linecache.cache[name] = (len(cell.source), None, cell.source.splitlines(keepends=True), name)
    tree = ast.parse(cell.source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(tree, name, "exec"), namespace)
        shown = eval(compile(ast.Expression(last.value), name, "eval"), namespace) if last else None
    compared = COMPARED in tags_of_cell(cell) and shown is not None
    return printed.getvalue() + (str(shown) if compared else "")


def first_cell(path: Path) -> nbformat.NotebookNode:
    """The imports of a lesson, and the functions that all of it is about."""
    return next(cell for cell in cells_of(path) if cell.cell_type == "code")


@each_lesson
def test_every_cell_runs_twice_and_all_of_them_again(path: Path):
    namespace: dict[str, Any] = {"__name__": "__lesson__"}
    cells = [cell for _, found in sections(path) for cell in found]
    first = {}
    for cell in cells:
        first[cell.id] = run(cell, namespace)
        run(cell, namespace)
    for cell in cells:
        again = run(cell, namespace)
        if COMPARED in tags_of_cell(cell):
            assert again == first[cell.id], (
                f"the cell {cell.id} prints something else when run again"
            )


@each_lesson
def test_each_section_runs_alone_after_the_first_cell(path: Path):
    wrong = []
    for heading, cells in sections(path):
        namespace: dict[str, Any] = {"__name__": "__lesson__"}
        run(first_cell(path), namespace)
        for cell in cells:
            try:
                run(cell, namespace)
            except NameError as error:
                wrong.append(f"## {heading}, cell {cell.id}: {error}")
                break
    assert not wrong, "\n".join(wrong)
