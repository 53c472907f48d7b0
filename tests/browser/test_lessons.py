"""Lessons 01 and on as a learner meets them in JupyterLab: every cell, and every player."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import notebook, open_notebook, run_all
from tests.lab_server import LabServer
from tests.notebooks.store import NOTEBOOKS

pytestmark = pytest.mark.browser

LESSONS = sorted(path for path in NOTEBOOKS.glob("*.ipynb") if path.name[:2] not in ("00",))
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def show(page: Page, index: int) -> None:
    """Scroll to a cell: JupyterLab keeps only those near the window in the page."""
    page.evaluate(
        """index => {
            const { content } = window.jupyterapp.shell.currentWidget;
            content.activeCellIndex = index;
            return content.scrollToItem(index, 'start');
        }""",
        index,
    )


def cells_with(page: Page, mark: str) -> list[int]:
    """The indices of the cells whose outputs hold this text."""
    return [
        index
        for index, cell in enumerate(notebook(page)["cells"])
        if any(mark in str(output.get("data", "")) for output in cell.get("outputs", ()))
    ]


@each_lesson
def test_every_cell_runs_and_every_player_takes_a_step(page: Page, lab: LabServer, path: Path):
    open_notebook(page, lab, path.name)
    run_all(page)
    found = cells_with(page, "data-adlab=")
    assert found
    for index in found:
        show(page, index)
        live = page.locator(f'[data-windowed-list-index="{index}"] .adlab-live').first
        expect(live).to_be_visible()
        status = live.locator(".adlab-narration")
        before = status.inner_text()
        asked = live.get_by_role("button", name="Show me")  # in predict mode
        if asked.is_visible():
            asked.click()
        live.focus()
        page.keyboard.press("ArrowRight")
        expect(status).not_to_have_text(before)


def test_the_slider_moves_along_the_curve(page: Page, lab: LabServer):
    open_notebook(page, lab, "03-numerical.ipynb")
    run_all(page)
    index = cells_with(page, "data-adlab-u=")[0]
    show(page, index)
    curve = page.locator(f'[data-windowed-list-index="{index}"] .adlab-u')
    slider = curve.get_by_role("slider", name="step h")
    expect(curve).to_contain_text("h = 1.0e-03")
    slider.focus()
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    expect(curve).to_contain_text("h = 1.0e-04")
    expect(curve.get_by_role("row", name="forward difference")).to_contain_text("3.9e-05")
