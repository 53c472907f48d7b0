"""The lessons in a real JupyterLab, as ``adlab lab`` delivers them."""

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page

from adlab.course.workspace import Outcome, deliver, shipped
from tests.browser.lab import cell_outputs, is_trusted, open_notebook, run_all
from tests.conftest import require
from tests.lab_server import LabServer
from tests.notebooks.store import KERNEL

pytestmark = pytest.mark.browser

LESSON_00 = next((name for name in shipped() if name.startswith("00-")), None)


@pytest.fixture
def lesson_00(page: Page, lab: LabServer) -> Page:
    """A page with lesson 00 open, its kernel ready and no cell run yet."""
    require(LESSON_00, "there is no lesson 00 yet")
    open_notebook(page, lab, LESSON_00)
    return page


def test_lesson_00_opens_trusted(lesson_00: Page):
    assert is_trusted(lesson_00)


def test_all_cells_of_lesson_00_run(lesson_00: Page):
    run_all(lesson_00)


def test_a_lesson_that_was_only_opened_and_saved_is_still_updated(
    page: Page, lab: LabServer, tmp_path: Path
):
    lesson = tmp_path / "lesson.ipynb"
    folder = lab.folder / "looked-at"
    _put(lesson, "1 + 1")
    deliver({"lesson.ipynb": lesson.read_bytes()}, folder)
    open_notebook(page, lab, "looked-at/lesson.ipynb")
    page.wait_for_function("() => window.jupyterapp.shell.currentWidget.context.model.dirty")
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    assert (folder / "lesson.ipynb").read_bytes() != lesson.read_bytes()
    _put(lesson, "2 + 2")
    [delivery] = deliver({"lesson.ipynb": lesson.read_bytes()}, folder)
    assert delivery.outcome is Outcome.UPDATED


class TestThisHarness:
    """That the helpers can fail; on a small notebook nobody signed."""

    def test_outputs_of_an_unsigned_notebook_are_not_trusted(self, page: Page, lab: LabServer):
        open_notebook(page, lab, _put(lab.folder / "unsigned.ipynb", "1 + 1", html="<b>2</b>"))
        assert not is_trusted(page)

    def test_run_all_runs_every_cell(self, page: Page, lab: LabServer):
        open_notebook(page, lab, _put(lab.folder / "two-cells.ipynb", "n = 20", "n + 1"))
        run_all(page)
        first, second = cell_outputs(page)
        assert first == []
        assert second[0]["data"]["text/plain"] == "21"

    def test_run_all_reports_the_cell_that_fails(self, page: Page, lab: LabServer):
        open_notebook(page, lab, _put(lab.folder / "fails.ipynb", "1 / 0"))
        with pytest.raises(AssertionError, match="ZeroDivisionError: division by zero, in\n1 / 0"):
            run_all(page)


def _put(path: Path, *sources: str, html: str | None = None) -> str:
    """Write a notebook with these code cells, the first one showing some HTML; return its name."""
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
    if html:
        shown = nbformat.v4.new_output("execute_result", {"text/html": html}, execution_count=1)
        cells[0].outputs.append(shown)
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), path)
    return path.name
